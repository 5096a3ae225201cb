"""The keys of one stack: generated once, kept in its folder, readable by its owner alone."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from python_functions.envelope.master import new_master_key

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What the stack's programs prove themselves with; no value is ever derived from another."""

    publishable: str
    secret: str
    jwt_secret: str
    webhook_secret: str
    # Passwords of the database roles `postgres` (owner) and `authenticator` (what the Data API signs in as).
    postgres_password: str
    authenticator_password: str
    # What wraps the keys that notes are encrypted with (ENVELOPE_MASTER_KEYS).
    master_keys: str


def keys_of(home: Path) -> Keys:
    """The keys kept in *home*; makes them at the first call."""
    path = home / "keys.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    # A stack that is older than one of the keys gets that one now.
    keys = Keys(**asdict(_new_keys()) | known)
    if asdict(keys) != known:
        home.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(keys), file, indent=2)
        draft.replace(path)
    return keys


def _new_keys() -> Keys:
    return Keys(
        publishable=f"sb_publishable_{secrets.token_urlsafe(24)}",
        secret=f"sb_secret_{secrets.token_urlsafe(24)}",
        jwt_secret=secrets.token_urlsafe(48),
        webhook_secret="whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
        postgres_password=secrets.token_hex(16),
        authenticator_password=secrets.token_hex(16),
        master_keys=new_master_key("first"),
    )
