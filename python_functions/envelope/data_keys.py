"""The data keys of organizations: made when first needed, unwrapped for a short while, replaced without a gap."""

import secrets
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

from python_functions.envelope.errors import UnknownDataKeyError
from python_functions.envelope.master import MasterKeys, Wrapped
from python_functions.envelope.sealing import KEY_BYTES, Place

KEPT_SECONDS = 60.0
MOST_KEPT = 1000


class KeyStore(Protocol):
    """The verbs of the room `envelope`, as `python_functions.data_api.DataApi` has them."""

    def data_key(self, organization_id: str, *, key_id: str | None = None) -> dict[str, Any] | None:
        """Return the current data key, or the one of that id."""

    def register_data_key(self, organization_id: str, *, key_id: str, master_key_id: str, wrapped: str, replaces: str | None = None) -> dict[str, Any]:
        """Make a key the current one; returns the one that is."""


@dataclass(frozen=True)
class DataKey:
    """An unwrapped key and the id that is stored with whatever it seals."""

    key_id: str
    key: bytes = field(repr=False)


class DataKeys:
    """
    Data keys by organization, unwrapped.  Safe to share between threads.

    What was unwrapped is kept in memory for *kept_seconds*, and looked up anew afterwards: a process that is left alone
    forgets nothing by itself, but uses nothing that is older.  Methods raise `EnvelopeError`s and the store's own.
    """

    def __init__(self, store: KeyStore, master: MasterKeys, *, kept_seconds: float = KEPT_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        """Look keys up in *store*, unwrap them by *master*."""
        self._store, self._master = store, master
        self._kept_seconds, self._clock = kept_seconds, clock
        self._kept: dict[tuple[str, str], tuple[float, bytes]] = {}
        self._lock = threading.Lock()

    def current(self, organization_id: str) -> DataKey:
        """Return the key for what is new; makes the organization's first one when there is none."""
        found = self._store.data_key(organization_id) or self._make(organization_id, replaces=None)
        return self._open(found)

    def of(self, organization_id: str, key_id: str) -> DataKey:
        """Return the key that something is sealed by, retired or not."""
        kept = self._remembered(organization_id, key_id)
        if kept is not None:
            return DataKey(key_id, kept)
        found = self._store.data_key(organization_id, key_id=key_id)
        if not found:
            raise UnknownDataKeyError(f"There is no data key {key_id}.")
        return self._open(found)

    def replace(self, organization_id: str) -> DataKey:
        """Make a new key for what is new from now on; what the one before sealed, it still opens."""
        found = self._store.data_key(organization_id)
        return self._open(self._make(organization_id, replaces=found["key_id"] if found else None))

    def _make(self, organization_id: str, *, replaces: str | None) -> dict[str, Any]:
        key_id = str(uuid4())
        wrapped = self._master.wrap(secrets.token_bytes(KEY_BYTES), place=place_of(organization_id, key_id))
        # Where two make one at the same time, the store says whose it is.
        return self._store.register_data_key(
            organization_id, key_id=key_id, master_key_id=wrapped.master_key_id, wrapped=b64encode(wrapped.blob).decode(), replaces=replaces
        )

    def _open(self, found: dict[str, Any]) -> DataKey:
        organization_id, key_id = found["organization_id"], found["key_id"]
        key = self._remembered(organization_id, key_id)
        if key is None:
            key = unwrap(self._master, found)
            with self._lock:
                self._forget_old()
                self._kept[organization_id, key_id] = (self._clock() + self._kept_seconds, key)
        return DataKey(key_id, key)

    def _remembered(self, organization_id: str, key_id: str) -> bytes | None:
        with self._lock:
            self._forget_old()
            kept = self._kept.get((organization_id, key_id))
            return kept[1] if kept else None

    def _forget_old(self) -> None:
        now = self._clock()
        for name in [name for name, (until, _) in self._kept.items() if until <= now]:
            del self._kept[name]
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()


def unwrap(master: MasterKeys, found: dict[str, Any]) -> bytes:
    """Return the key of a row as the verb `data_key` tells it."""
    wrapped = Wrapped(found["master_key_id"], b64decode(found["wrapped"]))
    return master.unwrap(wrapped, place=place_of(found["organization_id"], found["key_id"]))


def place_of(organization_id: str, key_id: str) -> Place:
    """Return what a wrapped data key is bound to."""
    return {"purpose": "data key", "organization_id": organization_id, "key_id": key_id}
