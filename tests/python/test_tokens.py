"""BM-Q1 BM-R11: links open by 256 random bits, of which the database sees a hash only."""

import hashlib
import re

from python_functions import tokens


def test_a_token_is_43_url_safe_characters_and_never_the_same() -> None:
    minted = {tokens.mint() for _ in range(1000)}
    assert len(minted) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in minted)


def test_what_is_stored_is_its_sha256() -> None:
    token = "x9dGJ2mWc0qB4n1kZt7yUeRfA3vLhPsO6iXjQwCbNaM"  # noqa: S105 - opens nothing
    assert tokens.fingerprint(token) == hashlib.sha256(token.encode()).hexdigest()
