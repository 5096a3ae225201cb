"""Master keys, which wrap data keys: from the environment here, behind a seam that a key management service fits too."""

import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from python_functions.envelope.errors import CannotUnsealError, CannotUnwrapError, UnknownMasterKeyError
from python_functions.envelope.sealing import KEY_BYTES, Place, seal, unseal

KEY_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Wrapped:
    """A data key under a master key, as it may be stored."""

    master_key_id: str
    blob: bytes


class MasterKeys(Protocol):
    """
    What wraps and unwraps data keys.  A key management service does both on its side, with *place* as its encryption context.

    *unwrap* raises `UnknownMasterKeyError` and `CannotUnwrapError`.
    """

    @property
    def current_id(self) -> str:
        """The key by which `wrap` wraps."""

    def wrap(self, key: bytes, *, place: Place) -> Wrapped:
        """Wrap *key* for *place* by the current master key."""

    def unwrap(self, wrapped: Wrapped, *, place: Place) -> bytes:
        """Return the key that was wrapped for *place*."""


@dataclass(frozen=True)
class OwnMasterKeys:
    """Master keys of 32 bytes that the environment holds, by id; the first is the current one, the others only open."""

    current_id: str
    # Never in a log, whoever prints the configuration.
    keys: Mapping[str, bytes] = field(repr=False)

    def wrap(self, key: bytes, *, place: Place) -> Wrapped:
        """Wrap *key* by the current master key (AES-256-GCM)."""
        return Wrapped(self.current_id, seal(self.keys[self.current_id], key, place=_bound(place, self.current_id)))

    def unwrap(self, wrapped: Wrapped, *, place: Place) -> bytes:
        """Return the key; the master key's id is a part of what it is bound to."""
        if wrapped.master_key_id not in self.keys:
            raise UnknownMasterKeyError(wrapped.master_key_id)
        try:
            return unseal(self.keys[wrapped.master_key_id], wrapped.blob, place=_bound(place, wrapped.master_key_id))
        except CannotUnsealError:
            raise CannotUnwrapError(wrapped.master_key_id) from None


def master_keys(value: str) -> OwnMasterKeys:
    """One or more id:key with blanks between, the current one first; a key is 32 bytes in base64.  Raises `ValueError`."""
    keys: dict[str, bytes] = {}
    for word in value.split():
        key_id, _, text = word.partition(":")
        try:
            key = b64decode(text, validate=True)
        except ValueError:
            key = b""
        if not KEY_ID.fullmatch(key_id) or len(key) != KEY_BYTES or key_id in keys:
            break
        keys[key_id] = key
    else:
        if keys:
            return OwnMasterKeys(next(iter(keys)), keys)
    raise ValueError("one or more id:key with blanks between, the current one first; `python -m python_functions.keys new` makes one")


def new_master_key(key_id: str) -> str:
    """Return a fresh key as `master_keys` reads it."""
    return f"{key_id}:{b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _bound(place: Place, master_key_id: str) -> Place:
    return place | {"master_key_id": master_key_id}
