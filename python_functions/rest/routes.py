"""The routes of practice rooms and of slots, thin: the Data API decides under the caller's own token."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from python_functions.callers_door import access_token, open_to_callers
from python_functions.data_api import DataApi
from python_functions.errors import BookingError
from python_functions.rest.bodies import NewRoom, NewSlot, RoomChange, RoomEnd, read_id, read_query

LARGEST_BODY = 16 * 1024
CREATED = 201


def blueprint(as_caller: Callable[[str], DataApi] | None, *, web_url: str) -> Blueprint:
    """
    Return the routes of `docs/rest.md` for whoever has an access token, and for pages of *web_url*'s origin.

    *as_caller* makes a Data API of a token; None where the edge does not know the publishable key: then 503 `rest_not_configured`.
    An Idempotency-Key in the headers is the verb's idempotency_key.
    """
    routes = Blueprint("rest", __name__, url_prefix="/api")
    open_to_callers(
        routes, web_url=web_url, methods="GET, POST, DELETE", headers="authorization, content-type, idempotency-key",
        away="Rooms cannot be reached at the moment.",
    )  # fmt: skip

    def caller() -> DataApi:
        token = access_token()
        if as_caller is None:
            raise BookingError(
                503, "rest_not_configured", "These paths are not set up on this server.", "Whoever runs Bookfast has to set SUPABASE_PUBLISHABLE_KEY."
            )
        return as_caller(token)

    @routes.post("/practice-room/create")
    def create_room() -> tuple[Response, int]:
        api, wanted = caller(), NewRoom.read(_body())
        return _done(api, "create_practice_room", _somewhere(api, wanted.arguments())), CREATED

    @routes.post("/practice-room/update")
    def update_room() -> Response:
        api, wanted = caller(), RoomChange.read(_body())
        return _done(api, "update_practice_room", wanted.arguments())

    @routes.delete("/practice-room/<room_id>")
    def delete_room(room_id: str) -> Response:
        api, arguments = caller(), {"room_id": read_id(room_id, "roomId")}
        # In the body, where there is one: addresses are written into logs.
        said = _body()
        return _done(api, "delete_practice_room", arguments | (RoomEnd.read(said).arguments() if said else {}))

    @routes.post("/slots")
    def create_slot() -> tuple[Response, int]:
        api, wanted = caller(), NewSlot.read(_body())
        return _done(api, "create_room_slot", _somewhere(api, wanted.arguments())), CREATED

    @routes.get("/slots")
    def list_slots() -> Response:
        api, wanted = caller(), read_query(request.args.to_dict())
        return jsonify(api.call("list_room_slots", **_somewhere(api, wanted.arguments())))

    @routes.post("/slots/<slot_id>/book")
    def book_slot(slot_id: str) -> Response:
        return _done(caller(), "book_room_slot", {"slot_id": read_id(slot_id, "id")})

    return routes


def _body() -> bytes:
    request.max_content_length = LARGEST_BODY
    return request.get_data()


def _done(api: DataApi, verb: str, arguments: dict[str, Any]) -> Response:
    key = request.headers.get("Idempotency-Key")
    return jsonify(api.call(verb, **arguments, **({} if key is None else {"idempotency_key": key})))


def _somewhere(api: DataApi, arguments: dict[str, Any]) -> dict[str, Any]:
    """Earlier clients knew one organization only: who belongs to one means that one."""
    if arguments.get("organization_id") is not None:
        return arguments
    there = {row["organization_id"] for row in api.rows("memberships", columns="organization_id")}
    if len(there) != 1:
        told = "You belong to several organizations." if there else "You belong to no organization."
        raise BookingError(400, "invalid_argument", told, "Say which one is meant: organization_id.")
    return arguments | {"organization_id": there.pop()}
