"""GET and POST /notes: the web app's way to read and write notes, in the caller's own name."""

import re
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, Response, jsonify, request

from python_functions.callers_door import access_token, open_to_callers, refusal
from python_functions.envelope.errors import CannotUnwrapError, EnvelopeError, UnknownMasterKeyError
from python_functions.errors import BookingError
from python_functions.notes import Draft, Notes

HALF_A_CHARACTER = re.compile(r"[\ud800-\udfff]")
LONGEST = 20_000

log = structlog.get_logger(__name__)


def blueprint(notes: Notes | None, *, web_url: str) -> Blueprint:
    """
    Return the routes GET /notes?booking_id=… and POST /notes, for pages of *web_url*'s origin and no other.

    GET, with note_id for one of them, answers {notes: [{note_id, version, visibility, content}]}, oldest first.  POST takes {booking_id, note_id, version,
    visibility, content, addendum_to?, idempotency_key?} and answers {note_id, version, updated_at}.  Both demand the caller's access token
    as a bearer; who may is decided by the Data API under that token.  *notes* is None where no master key is configured: then
    everybody is told so, 503 notes_not_configured.  Errors have the Data API's shape.
    """
    routes = Blueprint("notes", __name__)
    open_to_callers(routes, web_url=web_url, methods="GET, POST", headers="authorization, content-type", away="Notes cannot be reached at the moment.")

    @routes.errorhandler(EnvelopeError)
    def lack(error: EnvelopeError) -> Response:
        key_id = error.master_key_id if isinstance(error, UnknownMasterKeyError | CannotUnwrapError) else None
        log.error("notes are shut", problem=str(error), master_key_id=key_id)
        return refusal(503, "key_unavailable", "The key to these notes is not available.", f"Whoever runs Bookfast has to provide the master key {key_id}.")

    @routes.get("/notes")
    def read() -> Response:
        token = access_token()
        booking_id = _uuid(request.args, "booking_id") or _refuse("booking_id is missing.")
        found = _configured(notes).read(token, booking_id, note_id=_uuid(request.args, "note_id"))
        return jsonify({"notes": found})

    @routes.post("/notes")
    def save() -> Response:
        token = access_token()
        return jsonify(_configured(notes).save(token, _draft(request.get_json(silent=True))))

    return routes


def _configured(notes: Notes | None) -> Notes:
    if notes is None:
        raise BookingError(503, "notes_not_configured", "Notes are not set up on this server.", "Whoever runs Bookfast has to set ENVELOPE_MASTER_KEYS.")
    return notes


def _draft(body: Any) -> Draft:  # noqa: ANN401 - JSON
    if not isinstance(body, dict):
        _refuse("The body is no JSON object.")
    content, version, key = body.get("content"), body.get("version"), body.get("idempotency_key")
    if not _is_text(content) or not content.strip() or len(content) > LONGEST:
        _refuse(f"content has up to {LONGEST} whole characters, and says something.")
    if type(version) is not int or version < 0:
        _refuse("version is the number of the one that was read, 0 for a new note.")
    if body.get("visibility") not in {"private", "shared"}:
        _refuse("visibility is private or shared.")
    if key is not None and not _is_text(key):
        _refuse("idempotency_key is a text.")
    return Draft(
        booking_id=_uuid(body, "booking_id") or _refuse("booking_id is missing."),
        note_id=_uuid(body, "note_id") or _refuse("note_id is missing."),
        version=version,
        visibility=body["visibility"],
        addendum_to=_uuid(body, "addendum_to"),
        content=content,
        idempotency_key=key,
    )


def _is_text(value: Any) -> bool:  # noqa: ANN401 - JSON, which can spell what UTF-8 cannot
    return isinstance(value, str) and not HALF_A_CHARACTER.search(value)


def _uuid(given: Any, name: str) -> str | None:  # noqa: ANN401 - JSON, or the query's words
    value = given.get(name)
    if value is None:
        return None
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError):
        return _refuse(f"{name} is a UUID.")


def _refuse(sentence: str) -> Any:  # noqa: ANN401 - it does not return
    raise BookingError(400, "invalid_argument", sentence, "Correct it and try again.")
