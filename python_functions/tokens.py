"""Tokens of links: 256 random bits for the person, a SHA-256 for the database."""

import hashlib
import secrets

TOKEN_BYTES = 32


def mint() -> str:
    """Return a new token: 32 bytes from the system's random source, as 43 characters of base64url without padding."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def fingerprint(token: str) -> str:
    """Return what may be stored of *token*: the SHA-256 of its ASCII characters, as 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()
