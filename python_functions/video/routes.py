"""POST /api/video: whoever may enter a video room gets the way in, made for them at that moment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, Response, jsonify, request

from python_functions.callers_door import access_token, open_to_callers
from python_functions.data_api import DataApi
from python_functions.errors import BookingError
from python_functions.video.errors import VideoError
from python_functions.video.service import VideoService

# What is asked of the Data API, in the caller's own name, about each kind of thing that has a room.
VERBS = {"booking": ("video_of_booking", "booking_id"), "practice_room": ("video_of_practice_room", "room_id")}
OWNERS = {"practitioner", "host"}
LONGEST_TOKEN = 200

log = structlog.get_logger(__name__)


def blueprint(as_caller: Callable[[str], DataApi] | None, *, own: DataApi, service: VideoService | None, web_url: str) -> Blueprint:
    """
    Return the route POST /api/video, for pages of *web_url*'s origin and no other.

    It takes {token}, the token of a booking's link, or {kind: booking or practice_room, id} with the caller's access token as a bearer,
    and answers {status: none, early, follows, open or over, opens_at?, closes_at?, url?}.  Who may is decided by the Data API, as the
    caller (*as_caller*) or, by a link's token, which authorises by itself, with our *own* rights: the edge is one place for all who ask.
    Only then is a token made for a room of *service*.  503 `video_not_configured` where the room's provider, or what is needed to ask as
    the caller, is not set up; 503 `unavailable` while the provider cannot be reached.
    """
    routes = Blueprint("video", __name__)
    open_to_callers(routes, web_url=web_url, methods="POST", headers="authorization, content-type", away="The video room cannot be reached at the moment.")

    @routes.post("/api/video")
    def enter() -> Response:
        entry = _asked(request.get_json(silent=True), as_caller, own)
        told = {name: entry[name] for name in ("status", "opens_at", "closes_at") if name in entry}
        return jsonify(told | ({"url": _way_in(entry, service)} if entry["status"] == "open" else {}))

    return routes


def _asked(body: Any, as_caller: Callable[[str], DataApi] | None, own: DataApi) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return what the Data API says to this caller."""
    if not isinstance(body, dict):
        _refuse("The body is no JSON object.")
    if "token" in body:
        token = body["token"]
        if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN or not token.isascii():
            _refuse("token is the one of the link.")
        return own.call("video_by_token", token=token)
    if as_caller is None:
        raise _not_configured("Whoever runs Bookfast has to set SUPABASE_PUBLISHABLE_KEY at the edge.")
    caller = as_caller(access_token())
    verb, name = VERBS.get(str(body.get("kind")), (None, None))
    if verb is None or name is None:
        _refuse("kind is booking or practice_room.")
    try:
        subject_id = str(UUID(body.get("id")))
    except (ValueError, TypeError, AttributeError):
        _refuse("id is a UUID.")
    return caller.call(verb, **{name: subject_id})


def _way_in(entry: dict[str, Any], service: VideoService | None) -> str:
    """Return the address that lets this caller in."""
    if entry.get("provider") != "daily":
        return entry["url"]
    if service is None:
        raise _not_configured("Whoever runs Bookfast has to set DAILY_API_KEY at the edge.")
    closes_at = datetime.fromisoformat(entry["closes_at"])
    try:
        token = service.token(entry["name"], closes_at=closes_at, party=entry["party"], is_owner=entry["party"] in OWNERS)
    except VideoError as error:
        log.warning("no way into a video room", problem=str(error))
        raise BookingError(503, "unavailable", "The video room cannot be opened at the moment.", "Try again in a minute.") from error
    # Daily's own pages take the token from here (Working with meeting tokens).
    return f"{entry['url']}?t={token}"


def _not_configured(hint: str) -> BookingError:
    return BookingError(503, "video_not_configured", "Video rooms are not set up on this server.", hint)


def _refuse(problem: str) -> Any:  # noqa: ANN401 - never returns
    raise BookingError(400, "invalid_argument", problem, "Correct the body.")
