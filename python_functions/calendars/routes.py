"""POST /api/calendar/connect, POST /api/auth/google/callback, DELETE /api/calendar/connections/<id>: members and their own calendars elsewhere."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import structlog
from flask import Blueprint, Response, jsonify, request

from python_functions.calendars.accounts import accounts_of
from python_functions.calendars.backoff import Patience
from python_functions.calendars.connecting import Connecting
from python_functions.calendars.google import GoogleProvider
from python_functions.calendars.oauth import GoogleConsent, States
from python_functions.callers_door import access_token, open_to_callers, refusal
from python_functions.config import Config
from python_functions.data_api import DataApi
from python_functions.envelope.data_keys import DataKeys
from python_functions.envelope.errors import CannotUnwrapError, EnvelopeError, UnknownMasterKeyError
from python_functions.errors import BookingError

LONGEST = 2000
# Somebody waits before a page, and a thread with them.
SECONDS = 5
PATIENCE = Patience(attempts=2, seconds=1)

log = structlog.get_logger(__name__)


def blueprint(connecting: Connecting | None, *, web_url: str) -> Blueprint:
    """
    Return the routes, for pages of *web_url*'s origin and no other; each demands the caller's access token as a bearer.

    connect takes {organization_id, provider: "google"} and answers {authorization_url}, or {organization_id, provider: "caldav", url,
    username, password} and answers the connection.  callback takes what Google sent people back with, {code, state} or {error,
    state}, and answers the connection.  DELETE answers the connection with {revoked}: whether the provider took note.
    *connecting* is None where no master key is configured: then everybody is told so, 503 calendars_not_configured.
    """
    routes = Blueprint("calendars", __name__)
    open_to_callers(routes, web_url=web_url, methods="POST, DELETE", headers="authorization, content-type", away="Calendars cannot be connected at the moment.")

    @routes.errorhandler(EnvelopeError)
    def lack(error: EnvelopeError) -> Response:
        key_id = error.master_key_id if isinstance(error, UnknownMasterKeyError | CannotUnwrapError) else None
        log.error("calendars are shut", problem=str(error), master_key_id=key_id)
        return refusal(503, "key_unavailable", "The key to this calendar is not available.", f"Whoever runs Bookfast has to provide the master key {key_id}.")

    @routes.post("/api/calendar/connect")
    def connect() -> Response:
        token, body = access_token(), _body()
        organization_id = _uuid(body, "organization_id")
        if body.get("provider") == "google":
            return jsonify({"authorization_url": _configured(connecting).begin_google(token, organization_id)})
        if body.get("provider") != "caldav":
            _refuse("provider is google or caldav.")
        credentials = {name: _text(body, name) for name in ("url", "username", "password")}
        if urlsplit(credentials["url"]).scheme not in {"http", "https"} or not urlsplit(credentials["url"]).hostname:
            _refuse("url is the address of a CalDAV server, such as https://caldav.example.org/.")
        return jsonify(_configured(connecting).connect_caldav(token, organization_id, credentials))

    @routes.post("/api/auth/google/callback")
    def callback() -> Response:
        token, body = access_token(), _body()
        code = None if body.get("error") else _text(body, "code")
        return jsonify(_configured(connecting).finish_google(token, state=_text(body, "state"), code=code))

    @routes.delete("/api/calendar/connections/<uuid:connection_id>")
    def end(connection_id: UUID) -> Response:
        return jsonify(_configured(connecting).end(access_token(), str(connection_id)))

    return routes


def connecting_of(config: Config, own: DataApi, *, timeout: float) -> Connecting | None:
    """Return what the routes do as *config* says, or None where no master key is configured.  *own* has the service role's rights."""
    if config.master_keys is None or config.supabase_publishable_key is None:
        return None
    client = httpx.Client(timeout=SECONDS, follow_redirects=False)
    google = GoogleProvider(config.google, client=client, patience=PATIENCE) if config.google else None
    accounts = accounts_of(config, own, google=google, seconds=SECONDS)
    if accounts is None:
        return None
    return Connecting(
        as_caller=DataApi.callers(config.supabase_url, key=config.supabase_publishable_key, timeout=timeout),
        own=own,
        keys=DataKeys(own, config.master_keys),
        states=States(config.master_keys),
        accounts=accounts,
        consent=GoogleConsent(config.google, redirect_uri=f"{config.web_url}/calendar/connected", client=client) if config.google else None,
    )


def _configured(connecting: Connecting | None) -> Connecting:
    if connecting is None:
        raise BookingError(
            503, "calendars_not_configured", "Calendars are not set up on this server.", "Whoever runs Bookfast has to set ENVELOPE_MASTER_KEYS."
        )
    return connecting


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else _refuse("The body is no JSON object.")


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not value.isprintable():
        return _refuse(f"{name} is a text of up to {LONGEST} characters.")
    return value


def _uuid(body: dict[str, Any], name: str) -> str:
    try:
        return str(UUID(body.get(name)))
    except (ValueError, TypeError, AttributeError):
        return _refuse(f"{name} is a UUID.")


def _refuse(sentence: str) -> Any:  # noqa: ANN401 - it does not return
    raise BookingError(400, "invalid_argument", sentence, "Correct it and try again.")
