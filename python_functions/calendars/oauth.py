"""OAuth 2 with Google: where people are sent for their consent, what is made of the answer, and the state that keeps strangers out."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from python_functions.calendars.errors import AuthorizationLost, CalendarError, Throttled, Unreachable
from python_functions.calendars.google_app import SCOPES, GoogleApp
from python_functions.envelope.master import OwnMasterKeys

NONCE_BYTES = 24
MAC_BYTES = 32
TOO_MANY = 429
TROUBLE = 500


class ConsentIncomplete(CalendarError):  # noqa: N818 - as its siblings are named
    """Google let us in, but not far or not long enough; *missing* says what is lacking."""

    def __init__(self, *missing: str) -> None:
        """Name the scopes, or `offline`."""
        self.missing = missing
        super().__init__(f"Not allowed: {', '.join(missing)}.")


@dataclass(frozen=True)
class Grant:
    """What a code was worth.  Never logged."""

    refresh_token: str
    scopes: list[str]

    def __repr__(self) -> str:
        """Return nothing that opens anything."""
        return "Grant(…)"


@dataclass(frozen=True)
class States:
    """
    States: random, and signed by a key that is derived from the master key, so that the database is asked about none that we did not make.

    Who made one, for what, and whether it was used, stands in the database, under its SHA-256.
    """

    master: OwnMasterKeys

    def new(self) -> str:
        """Return a fresh state."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return urlsafe_b64encode(nonce + self._mac(self.master.keys[self.master.current_id], nonce)).decode()

    def are_ours(self, state: str) -> bool:
        """Whether *state* was made here, by any master key that is configured."""
        try:
            found = urlsafe_b64decode(state)
        except ValueError:
            return False
        nonce, mac = found[:NONCE_BYTES], found[NONCE_BYTES:]
        return len(mac) == MAC_BYTES and any(hmac.compare_digest(mac, self._mac(key, nonce)) for key in self.master.keys.values())

    @staticmethod
    def _mac(master_key: bytes, nonce: bytes) -> bytes:
        own_key = hmac.digest(master_key, b"bookfast calendar state", hashlib.sha256)
        return hmac.digest(own_key, nonce, hashlib.sha256)


class GoogleConsent:
    """Consent at Google, for offline access, with PKCE (RFC 7636, S256)."""

    def __init__(self, app: GoogleApp, *, redirect_uri: str, client: httpx.Client) -> None:
        """*redirect_uri* is where Google sends people back to, letter for letter as it is registered there."""
        self._app, self._redirect_uri, self._client = app, redirect_uri, client

    def address(self, *, state: str, verifier: str) -> str:
        """Return where to send somebody.  Consent is asked for each time: only then does Google give a refresh token to those who allowed it before."""
        challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "client_id": self._app.client_id,
            "redirect_uri": self._redirect_uri,
            "response_type": "code",
            "scope": " ".join(SCOPES),
            "access_type": "offline",
            "prompt": "consent",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._app.auth_url}?{urlencode(query)}"

    def exchange(self, code: str, *, verifier: str) -> Grant:
        """
        Return what *code* is worth.

        Raises `Unreachable` when Google did not answer, so that the code may still be good; `AuthorizationLost` when it takes none
        such; `ConsentIncomplete` when something was left out.  What there is then is not given back: Google would end all
        that the same person allowed us elsewhere, too.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": self._redirect_uri,
            "client_id": self._app.client_id,
            "client_secret": self._app.client_secret,
        }
        try:
            answer = self._client.post(self._app.token_url, data=form)
        except httpx.HTTPError as error:
            raise Unreachable(f"Google cannot be reached: {type(error).__name__}.") from error
        if answer.status_code == TOO_MANY or answer.status_code >= TROUBLE:
            raise (Throttled if answer.status_code == TOO_MANY else Unreachable)(f"Google has trouble with tokens: {answer.status_code}.")
        try:
            said = answer.json()
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise Unreachable("Google's answer about tokens is no JSON.")
        if not answer.is_success:
            # Its word only: descriptions may repeat what was sent.
            raise AuthorizationLost(f"Google takes no such answer: {str(said.get('error'))[:60]}.")
        granted = str(said.get("scope") or "").split()
        missing = [scope for scope in SCOPES if scope not in granted] or ([] if said.get("refresh_token") else ["offline"])
        if missing:
            raise ConsentIncomplete(*missing)
        return Grant(said["refresh_token"], granted)
