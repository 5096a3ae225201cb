"""OAuth 2 as Google does it: consent, codes with PKCE, access tokens that end, refresh tokens that stay or rotate, revocation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tests.google.discovery import document
from tests.google.look import page
from tests.google.problems import Problem

if TYPE_CHECKING:
    from tests.google.store import Store

CODE_SECONDS = 600
ACCESS_SECONDS = 3599


@dataclass(frozen=True)
class Client:
    """An application that is known: where its people may come back to."""

    client_id: str
    secret: str
    redirect_uris: tuple[str, ...]


@dataclass
class Grant:
    """What one person allowed one application; its codes and tokens."""

    account: str
    client_id: str
    scopes: frozenset[str]
    refresh_token: str | None = None
    revoked: bool = False
    access: dict[str, float] = field(default_factory=dict)

    def new_access(self, seconds: float) -> str:
        """Mint an access token."""
        token = f"ya29.{secrets.token_urlsafe(32)}"
        self.access[token] = time.monotonic() + seconds
        return token


@dataclass
class _Code:
    grant: Grant
    redirect_uri: str
    challenge: str | None
    offline: bool
    ends: float
    used: bool = False


@dataclass
class OAuth:
    """The three endpoints.  *answer* is what people say when asked: allow, refuse, or ask (a page with both)."""

    store: Store
    answer: str = "allow"
    # What they leave of the scopes that are asked for; None for all.
    granted: frozenset[str] | None = None
    # Who is signed in where the consent is asked for.
    account: str = ""
    rotate: bool = False
    access_seconds: float = ACCESS_SECONDS
    codes: dict[str, _Code] = field(default_factory=dict)

    def authorize(self, query: dict[str, str]) -> tuple[int, dict[str, str], str]:
        """GET /o/oauth2/v2/auth: back to the application with a code or a refusal, and with its state; or a page that says what is wrong."""
        client = self.store.clients.get(query.get("client_id", ""))
        if client is None or query.get("redirect_uri") not in client.redirect_uris:
            return 400, {}, f"Error 400: {'invalid_client' if client is None else 'redirect_uri_mismatch'}"
        challenge, method = query.get("code_challenge"), query.get("code_challenge_method", "plain")
        if query.get("response_type") != "code" or not query.get("scope") or (challenge and method != "S256"):
            return 400, {}, "Error 400: invalid_request"
        state = {"state": query["state"]} if "state" in query else {}
        answer = query.get("answer", self.answer)
        if answer == "ask":
            return 200, {}, consent_page(query, account=query.get("login_hint") or self.account)
        if answer == "refuse":
            return self._back(query["redirect_uri"], {"error": "access_denied", **state})
        return self._back(query["redirect_uri"], {**state, **self._allowed(client, query)})

    def token(self, form: dict[str, str], basic: tuple[str, str] | None) -> dict[str, Any]:
        """POST /token.  Raises `Problem`."""
        client_id, secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
        client = self.store.clients.get(client_id)
        if client is None or not hmac.compare_digest(client.secret.encode(), secret.encode()):
            raise Problem(401, "invalid_client", "Unauthorized")
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange(client, form)
            case "refresh_token":
                return self._refresh(client, form)
        raise Problem(400, "unsupported_grant_type", "Invalid grant_type")

    def revoke(self, token: str) -> None:
        """POST /revoke, with either kind of token: the whole grant is over."""
        grant = next((each for each in self.store.grants if not each.revoked and token and (token == each.refresh_token or token in each.access)), None)
        if grant is None:
            raise Problem(400, "invalid_token", "Token expired or revoked")
        self.end(grant)

    def grant_of(self, access_token: str) -> Grant:
        """Return what *access_token* stands for.  Raises `Problem`."""
        for grant in self.store.grants:
            if grant.access.get(access_token, 0) > time.monotonic() and not grant.revoked:
                return grant
        raise Problem(
            401,
            "authError",
            "Request had invalid authentication credentials.",
            headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
        )

    def end(self, grant: Grant) -> None:
        """Let nothing of the grant work any more."""
        grant.revoked = True
        grant.access.clear()

    def _allowed(self, client: Client, query: dict[str, str]) -> dict[str, str]:
        account = query.get("login_hint") or self.account
        if account not in self.store.accounts:
            self.store.open_account(account, "America/Toronto")
        asked = frozenset(query["scope"].split())
        grant = Grant(account, client.client_id, asked if self.granted is None else asked & self.granted)
        # A refresh token comes with the first consent only, unless consent is asked for anew.
        first = not any((each.account, each.client_id, each.revoked) == (grant.account, client.client_id, False) for each in self.store.grants)
        offline = query.get("access_type") == "offline" and (first or "consent" in query.get("prompt", ""))
        code = f"4/{secrets.token_urlsafe(24)}"
        self.codes[code] = _Code(grant, query["redirect_uri"], query.get("code_challenge"), offline, time.monotonic() + CODE_SECONDS)
        return {"code": code, "scope": " ".join(sorted(grant.scopes))}

    def _exchange(self, client: Client, form: dict[str, str]) -> dict[str, Any]:
        code = self.codes.get(form.get("code", ""))
        if code is None or code.grant.client_id != client.client_id or code.ends < time.monotonic():
            raise _invalid_grant("Malformed auth code.")
        if code.used:
            self.end(code.grant)
            raise _invalid_grant("Bad Request")
        if code.redirect_uri != form.get("redirect_uri"):
            raise Problem(400, "redirect_uri_mismatch", "Bad Request")
        if code.challenge is not None and not hmac.compare_digest(code.challenge, _challenge(form.get("code_verifier", ""))):
            raise _invalid_grant("Invalid code verifier.")
        code.used = True
        self.store.grants.append(code.grant)
        if code.offline:
            code.grant.refresh_token = f"1//{secrets.token_urlsafe(48)}"
        return self._answer(code.grant, with_refresh=code.offline)

    def _refresh(self, client: Client, form: dict[str, str]) -> dict[str, Any]:
        token = form.get("refresh_token")
        grant = next((each for each in self.store.grants if token and each.refresh_token == token and each.client_id == client.client_id), None)
        if grant is None or grant.revoked:
            raise _invalid_grant("Token has been expired or revoked.")
        if self.rotate:
            grant.refresh_token = f"1//{secrets.token_urlsafe(48)}"
        return self._answer(grant, with_refresh=self.rotate)

    def _answer(self, grant: Grant, *, with_refresh: bool) -> dict[str, Any]:
        answer = {
            "access_token": grant.new_access(self.access_seconds),
            "expires_in": int(self.access_seconds),
            "scope": " ".join(sorted(grant.scopes)),
            "token_type": "Bearer",
        }
        return {**answer, "refresh_token": grant.refresh_token} if with_refresh else answer

    def _back(self, redirect_uri: str, words: dict[str, str]) -> tuple[int, dict[str, str], str]:
        parts = urlsplit(redirect_uri)
        return 302, {"Location": urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *words.items()])))}, ""


def consent_page(query: dict[str, str], *, account: str) -> str:
    """Ask whether what *query* asks for is allowed, and whose account it is: an address that nobody has yet gets one."""
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in query.items() if name not in {"login_hint", "answer"}
    )
    known = document()["auth"]["oauth2"]["scopes"]
    scopes = "".join(f"<li>{escape(known.get(scope, {}).get('description', scope))}</li>" for scope in query["scope"].split())
    return page(
        "Bookfast wants to use your calendars",
        f"<ul>{scopes}</ul><form>{kept}"
        f'<p><label>Your account <input name="login_hint" type="email" required value="{escape(account)}"></label></p>'
        '<p><button name="answer" value="allow">Allow</button> <button name="answer" value="refuse" formnovalidate>Refuse</button></p></form>',
    )


def _invalid_grant(message: str) -> Problem:
    return Problem(400, "invalid_grant", message)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
