"""AES-256-GCM over bytes, bound to the place where they belong.  Pure but for the nonce's random bits."""

import hashlib
import hmac
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from python_functions.envelope.errors import CannotUnsealError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
FORMAT = b"\x01"

Place = dict[str, str | int | None]


def seal(key: bytes, content: bytes, *, place: Place) -> bytes:
    """
    Return *content* encrypted under *key*: a format byte, 12 random bytes of nonce, ciphertext, 16 bytes of tag.

    It opens only with the same *place* (the additional authenticated data): what is moved elsewhere stays shut.  Random
    nonces are safe for 2^32 messages of one key (NIST SP 800-38D, 8.3); an organization's key is replaced long before.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, content, _bound_to(place))


def unseal(key: bytes, sealed: bytes, *, place: Place) -> bytes:
    """Return the content of *sealed*.  Raises `CannotUnsealError` when a bit of it, the key or the place is another."""
    if sealed[:1] != FORMAT or len(sealed) < len(FORMAT) + NONCE_BYTES + TAG_BYTES:
        raise CannotUnsealError("This is nothing that was sealed here.")
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _bound_to(place))
    except InvalidTag:
        raise CannotUnsealError("It was altered, or stands where it does not belong.") from None


def content_tag(key: bytes, content: bytes, *, place: Place) -> str:
    """Return a digest by which the same content at the same *place* is known though sealed anew; without *key* it tells nothing (HMAC-SHA256)."""
    own_key = hmac.digest(key, b"bookfast content tag", hashlib.sha256)
    return hmac.new(own_key, _bound_to(place) + b"\0" + content, hashlib.sha256).hexdigest()


def _bound_to(place: Place) -> bytes:
    # One spelling for each place, so that no two places look alike.
    return FORMAT + json.dumps(place, sort_keys=True, separators=(",", ":")).encode()
