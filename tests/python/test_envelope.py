"""The envelope: what was sealed opens in its place only, and keys change without anything being lost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from python_functions import keys as keys_command
from python_functions.config import Config, ConfigError
from python_functions.envelope.data_keys import DataKeys
from python_functions.envelope.errors import CannotUnsealError, CannotUnwrapError, UnknownDataKeyError, UnknownMasterKeyError
from python_functions.envelope.master import OwnMasterKeys, Wrapped, master_keys, new_master_key
from python_functions.envelope.sealing import FORMAT, NONCE_BYTES, TAG_BYTES, content_tag, seal, unseal

from .test_config import COMPLETE

KEY = bytes(range(32))
PLACE = {"purpose": "note", "organization_id": "river", "booking_id": "b", "note_id": "n", "version": 3, "visibility": "private", "addendum_to": None}
RIVER = str(uuid4())


class Store:
    """The verbs of the room `envelope`, as tests/pgtap/envelope holds them, without a database."""

    def __init__(self) -> None:
        """Begin empty; *asked* counts look-ups."""
        self.rows: dict[str, dict[str, Any]] = {}
        self.asked = 0

    def data_key(self, organization_id: str, *, key_id: str | None = None) -> dict[str, Any] | None:
        self.asked += 1
        wanted = [
            row for row in self.rows.values() if row["organization_id"] == organization_id and (row["key_id"] == key_id if key_id else not row["retired_at"])
        ]
        return wanted[0] if wanted else None

    def register_data_key(self, organization_id: str, *, key_id: str, master_key_id: str, wrapped: str, replaces: str | None = None) -> dict[str, Any]:
        current = self.data_key(organization_id)
        if current and current["key_id"] != replaces:
            return current
        if current:
            current["retired_at"] = "now"
        row = {"organization_id": organization_id, "key_id": key_id, "master_key_id": master_key_id, "wrapped": wrapped, "retired_at": None}
        self.rows[key_id] = row
        return row

    def data_keys_to_rewrap(self, master_key_id: str, *, after: str | None, batch_size: int) -> list[dict[str, Any]]:
        due = [self.rows[key_id] for key_id in sorted(self.rows) if self.rows[key_id]["master_key_id"] != master_key_id and key_id > (after or "")]
        return [dict(row) for row in due[:batch_size]]

    def rewrap_data_key(self, key_id: str, *, from_master_key_id: str, to_master_key_id: str, wrapped: str) -> dict[str, Any]:
        if self.rows[key_id]["master_key_id"] == from_master_key_id:
            self.rows[key_id] |= {"master_key_id": to_master_key_id, "wrapped": wrapped}
        return self.rows[key_id]


@given(content=st.binary(max_size=300), key=st.binary(min_size=32, max_size=32))
@settings(derandomize=True, max_examples=50)
def test_what_was_sealed_opens_in_its_place(content: bytes, key: bytes) -> None:
    sealed = seal(key, content, place=PLACE)
    assert unseal(key, sealed, place=PLACE) == content
    assert len(sealed) == len(FORMAT) + NONCE_BYTES + len(content) + TAG_BYTES


@pytest.mark.req("TS-14")
@given(content=st.binary(min_size=1, max_size=60), at=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
@settings(derandomize=True, max_examples=200)
def test_any_bit_that_changes_is_noticed(content: bytes, at: int, bit: int) -> None:
    """Format, nonce, ciphertext and tag alike."""
    sealed = bytearray(seal(KEY, content, place=PLACE))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(CannotUnsealError):
        unseal(KEY, bytes(sealed), place=PLACE)


def test_each_part_is_noticed() -> None:
    """Also where it is cut short, or made longer."""
    sealed = seal(KEY, b"what she told me", place=PLACE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        for wrong in (changed, sealed[:at], sealed + b"x"):
            with pytest.raises(CannotUnsealError):
                unseal(KEY, wrong, place=PLACE)


@pytest.mark.req("TS-14")
@pytest.mark.parametrize("part", PLACE)
def test_what_is_moved_stays_shut(part: str) -> None:
    """Another organization, booking, note, version, kind or original."""
    sealed = seal(KEY, b"what she told me", place=PLACE)
    with pytest.raises(CannotUnsealError):
        unseal(KEY, sealed, place=PLACE | {part: "another"})


def test_the_same_words_are_never_the_same_bytes() -> None:
    assert len({seal(KEY, b"the same", place=PLACE) for _ in range(100)}) == 100


def test_a_tag_knows_the_same_words_in_the_same_place_and_nothing_else() -> None:
    tag = content_tag(KEY, b"the same", place=PLACE)
    assert tag == content_tag(KEY, b"the same", place=PLACE)
    assert tag != content_tag(KEY, b"other", place=PLACE)
    assert tag != content_tag(KEY, b"the same", place=PLACE | {"version": 4})
    assert tag != content_tag(KEY[::-1], b"the same", place=PLACE)


def test_a_data_key_is_made_once_and_kept_for_a_minute() -> None:
    store, now = Store(), [0.0]
    keys = DataKeys(store, master_keys(new_master_key("m1")), kept_seconds=60, clock=lambda: now[0])
    first = keys.current(RIVER)
    assert keys.current(RIVER) == first
    asked = store.asked
    assert keys.of(RIVER, first.key_id) == first
    assert store.asked == asked, "what was unwrapped a moment ago is not asked for"
    now[0] = 60.0
    assert keys.of(RIVER, first.key_id) == first
    assert store.asked == asked + 1, "after a minute it is"
    with pytest.raises(UnknownDataKeyError):
        keys.of(str(uuid4()), first.key_id)


def test_two_that_make_a_key_at_once_use_the_same() -> None:
    store, master = Store(), master_keys(new_master_key("m1"))
    theirs = DataKeys(store, master).current(RIVER)
    late = DataKeys(store, master)._make(RIVER, replaces=None)
    assert late["key_id"] == theirs.key_id


@pytest.mark.req("TS-14")
def test_a_replaced_data_key_still_opens_what_it_sealed() -> None:
    store, master = Store(), master_keys(new_master_key("m1"))
    keys = DataKeys(store, master)
    old = keys.current(RIVER)
    sealed = seal(old.key, b"before", place=PLACE)
    new = keys.replace(RIVER)
    assert new.key_id != old.key_id
    assert keys.current(RIVER) == new
    assert unseal(DataKeys(store, master).of(RIVER, old.key_id).key, sealed, place=PLACE) == b"before"


@pytest.mark.req("TS-14")
def test_the_master_key_changes_while_everything_can_be_opened() -> None:
    """Edges that know both keys read and write before, during and after; then the old one goes."""
    old, new = new_master_key("2026"), new_master_key("2027")
    store = Store()
    made = {organization: DataKeys(store, master_keys(old)).current(organization) for organization in (str(uuid4()) for _ in range(5))}
    both = master_keys(f"{new} {old}")
    assert {organization: DataKeys(store, both).current(organization) for organization in made} == made
    assert keys_command.status(store) == {"2026": 5}
    assert keys_command.rewrap(store, both) == 5
    assert keys_command.rewrap(store, both) == 0, "again there is nothing to do"
    assert keys_command.status(store) == {"2027": 5}
    assert {organization: DataKeys(store, master_keys(new)).current(organization) for organization in made} == made


def test_rotation_is_for_all_or_for_those_named() -> None:
    store, master = Store(), master_keys(new_master_key("m1"))
    first = {organization: DataKeys(store, master).current(organization) for organization in (str(uuid4()) for _ in range(3))}
    one = next(iter(first))
    assert keys_command.rotate(store, master, [one]) == 1
    assert [key for key in first.values() if DataKeys(store, master).current(next(o for o, k in first.items() if k == key)) != key] == [first[one]]
    assert keys_command.rotate(store, master, []) == 3


def test_a_missing_master_key_is_named() -> None:
    store = Store()
    key = DataKeys(store, master_keys(new_master_key("2026"))).current(RIVER)
    with pytest.raises(UnknownMasterKeyError, match=r"The master key 2026 is not configured here\."):
        DataKeys(store, master_keys(new_master_key("2027"))).of(RIVER, key.key_id)
    with pytest.raises(CannotUnwrapError, match=r"The master key 2026 does not open"):
        DataKeys(store, master_keys(new_master_key("2026"))).of(RIVER, key.key_id)


def test_a_wrapped_key_belongs_to_its_organization_and_its_id() -> None:
    """Whoever swaps rows of the table opens nothing."""
    store, master = Store(), master_keys(new_master_key("m1"))
    mine, theirs = (DataKeys(store, master).current(str(uuid4())) for _ in range(2))
    store.rows[mine.key_id]["wrapped"] = store.rows[theirs.key_id]["wrapped"]
    with pytest.raises(CannotUnwrapError):
        DataKeys(store, master).of(store.rows[mine.key_id]["organization_id"], mine.key_id)


def test_a_master_keys_id_is_a_part_of_the_wrapping() -> None:
    key = master_keys(new_master_key("a")).keys["a"]
    both = OwnMasterKeys("a", {"a": key, "b": key})
    with pytest.raises(CannotUnwrapError):
        both.unwrap(Wrapped("b", both.wrap(KEY, place=PLACE).blob), place=PLACE)


@pytest.mark.parametrize(
    "value", ["plain", "a:", f"a:{b64encode(b'short').decode()}", f"A:{b64encode(KEY).decode()}", f"a:{b64encode(KEY).decode()} a:{b64encode(KEY).decode()}"]
)
def test_master_keys_that_cannot_be_used_are_refused(value: str) -> None:
    with pytest.raises(ConfigError, match=r"^ENVELOPE_MASTER_KEYS cannot be used: it should be one or more id:key") as refusal:
        Config.from_env({**COMPLETE, "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x", "ENVELOPE_MASTER_KEYS": value})
    assert b64encode(KEY).decode() not in str(refusal.value)


def test_the_configuration_shows_no_key() -> None:
    """Whoever logs it, or a data key, logs no bytes."""
    word = new_master_key("m1")
    config = Config.from_env({**COMPLETE, "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x", "ENVELOPE_MASTER_KEYS": word})
    assert "m1" in repr(config)
    assert repr(config.master_keys.keys["m1"]) not in repr(config)
    key = DataKeys(Store(), config.master_keys).current(RIVER)
    assert repr(key.key) not in repr(key)
    with pytest.raises(ConfigError, match=r"^SUPABASE_PUBLISHABLE_KEY is not set"):
        Config.from_env({**COMPLETE, "ENVELOPE_MASTER_KEYS": word})


@pytest.mark.slow
def test_the_command_makes_a_key_and_says_what_it_lacks() -> None:
    command = [sys.executable, "-m", "python_functions.keys"]
    made = subprocess.run([*command, "new", "2026-11"], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"2026-11:[A-Za-z0-9+/]{43}=\n", made)
    assert master_keys(made).current_id == "2026-11"
    lacking = subprocess.run([*command, "rewrap"], capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"], **COMPLETE})
    assert (lacking.returncode, lacking.stderr.split(":")[0]) == (1, "ENVELOPE_MASTER_KEYS is not set")
