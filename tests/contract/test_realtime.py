"""Realtime over a real socket: who may join, what they hear, and what becomes of clients that misbehave."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from socket import create_connection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import jwt
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from .sockets import VERSIONS, Socket, socket_to

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

    from tests.conftest import Stack

    from .world import World

KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="
NOTIFICATION = {"kind": "booking", "topic": "booking.confirmed"}


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Both versions of the protocol: supabase-py speaks the first, supabase-js the second."""
    return request.param


@pytest.fixture
def broadcast(owner: psycopg.Connection) -> Callable[..., None]:
    """`broadcast(topic, payload)`: what a trigger sends, committed."""

    def send(topic: str, payload: dict[str, Any], event: str = "notification") -> None:
        owner.execute("select app.broadcast(%s, %s, %s)", [topic, event, json.dumps(payload)])

    return send


@pytest.fixture
def hears_nothing_else(stack: Stack, broadcast: Callable[..., None]) -> Callable[[Socket], None]:
    """`hears_nothing_else(socket)`: of all that was committed before, the socket has heard everything already."""
    token = token_of(stack, role="service_role")

    def check(socket: Socket) -> None:
        mark = f"mark-{uuid4()}"
        assert socket.join(mark, token).payload["status"] == "ok"
        broadcast(mark, {}, "mark")
        assert socket.hear().topic == f"realtime:{mark}"
        socket.ask(f"realtime:{mark}", "phx_leave")
        assert socket.hear().event == "phx_close"

    return check


def token_of(stack: Stack, **claims: Any) -> str:  # noqa: ANN401 - JSON
    """A token signed by the stack's own key, that says what a test wants."""
    usual = {"role": "authenticated", "aud": "authenticated", "sub": str(uuid4()), "exp": int(time.time()) + 600}
    return jwt.encode({name: value for name, value in (usual | claims).items() if value is not None}, stack.keys.jwt_secret, algorithm="HS256")


def own_topic(world: World, name: str) -> str:
    return f"user:{world.people[name].user_id}"


def slots_topic(world: World, name: str) -> str:
    tenant = world.riverside if name in world.riverside.practitioners else world.hill
    return f"practitioner:{tenant.practitioners[name]}:slots"


def test_what_is_broadcast_is_heard_once_by_who_joined(
    stack: Stack, world: World, version: str, broadcast: Callable[..., None], hears_nothing_else: Callable[[Socket], None]
) -> None:
    with socket_to(stack, version=version) as ben:
        assert ben.join(own_topic(world, "ben"), world.people["ben"].access_token).payload == {"status": "ok", "response": {"postgres_changes": []}}
        broadcast(own_topic(world, "eve"), NOTIFICATION)
        broadcast(own_topic(world, "ben"), NOTIFICATION)

        heard = ben.hear()

        assert (heard.topic, heard.event) == (f"realtime:{own_topic(world, 'ben')}", "broadcast")
        assert NOTIFICATION.items() <= heard.payload["payload"].items()
        assert {"type": "broadcast", "event": "notification"}.items() <= heard.payload.items()
        assert heard.payload["meta"]["id"]
        hears_nothing_else(ben)


def test_messages_come_in_the_order_in_which_they_were_written(stack: Stack, world: World, owner: psycopg.Connection) -> None:
    topic = own_topic(world, "ben")
    with socket_to(stack) as ben:
        ben.join(topic, world.people["ben"].access_token)
        owner.execute("select app.broadcast(%s, 'count', jsonb_build_object('number', n)) from generate_series(1, 500) as n", [topic])

        assert list(range(1, 501)) == [ben.hear().payload["payload"]["number"] for _ in range(500)]


def test_a_transaction_that_takes_long_is_heard_when_it_commits(
    stack: Stack, world: World, connect: Callable[..., psycopg.Connection], broadcast: Callable[..., None], hears_nothing_else: Callable[[Socket], None]
) -> None:
    """What was written before others and committed after them is neither lost nor told too early."""
    topic = own_topic(world, "ben")
    with socket_to(stack) as ben:
        ben.join(topic, world.people["ben"].access_token)
        slow, undone = connect(), connect()
        slow.execute("select app.broadcast(%s, 'slow', '{}')", [topic])
        undone.execute("select app.broadcast(%s, 'undone', '{}')", [topic])
        broadcast(topic, {}, "quick")
        assert ben.hear().payload["event"] == "quick"
        undone.rollback()
        slow.commit()

        assert ben.hear().payload["event"] == "slow"
        hears_nothing_else(ben)


def test_long_texts_and_odd_letters_arrive_whole(stack: Stack, world: World, version: str, broadcast: Callable[..., None]) -> None:
    payload = {"text": "Żółć 🧡 " * 2000, "quotes": "\"'\\\n\t", "nested": [{"deep": [None, 1.5, True]}]}
    event = "é" * 200
    with socket_to(stack, version=version) as ben:
        ben.join(own_topic(world, "ben"), world.people["ben"].access_token)
        broadcast(own_topic(world, "ben"), payload, event)

        heard = ben.hear().payload

        assert event == heard["event"]
        assert payload.items() <= heard["payload"].items()


@pytest.mark.req("BM-R10")
@pytest.mark.parametrize(
    ("who", "topic"),
    [
        ("anon", "user:ben"),
        ("eve", "user:ben"),
        ("cleo", "user:ben"),
        ("anon", "user:"),
        ("anon", "everything"),
        ("ben", "practitioner:nobody:slots"),
        ("ben", "*"),
    ],
)
def test_who_may_not_listen_is_told_so(
    stack: Stack, world: World, version: str, who: str, topic: str, broadcast: Callable[..., None], hears_nothing_else: Callable[[Socket], None]
) -> None:
    """A client of one practice, its admin, a member of another, a visitor: nobody hears what is for somebody else."""
    name = own_topic(world, "ben") if topic == "user:ben" else topic
    token = world.people[who].access_token if who != "anon" else None
    with socket_to(stack, version=version) as socket:
        answer = socket.join(name, token).payload
        assert answer == {"status": "error", "response": {"reason": f"Unauthorized: You do not have permissions to read from this Channel topic: {name}"}}
        broadcast(name, NOTIFICATION)
        hears_nothing_else(socket)


@pytest.mark.req("CP-15.2")
def test_a_visitor_hears_of_published_practitioners_only(stack: Stack, world: World, owner: psycopg.Connection) -> None:
    with socket_to(stack) as visitor:
        assert visitor.join(slots_topic(world, "ada")).payload["status"] == "ok"
        owner.execute("update app.practitioners set published = false where practitioner_id = %s", [world.hill.practitioners["omar"]])
        try:
            assert visitor.join(slots_topic(world, "omar")).payload["status"] == "error"
            with socket_to(stack) as ines:
                assert ines.join(slots_topic(world, "omar"), world.people["ines"].access_token).payload["status"] == "ok"
        finally:
            owner.execute("update app.practitioners set published = true where practitioner_id = %s", [world.hill.practitioners["omar"]])


@pytest.mark.req("CP-15.2", "CP-15.4")
def test_taking_and_freeing_time_is_heard_by_others(stack: Stack, world: World, version: str, hears_nothing_else: Callable[[Socket], None]) -> None:
    """The visitor who looks at a practitioner's times hears of another's booking by its day, and of nothing else."""
    start = world.next_start()
    another = world.caller()
    with socket_to(stack, version=version) as visitor:
        visitor.join(slots_topic(world, "ada"))
        began = time.monotonic()
        hold = another.call("request_hold", **world.riverside.offer("ada", "talk"), starts_at=start)
        heard = visitor.hear().payload
        assert time.monotonic() - began < 1
        assert heard["event"] == "slots_changed"
        assert set(heard["payload"]) == {"practitioner_id", "days", "id"}
        assert heard["payload"]["practitioner_id"] == world.riverside.practitioners["ada"]
        assert start[:10] in heard["payload"]["days"]

        another.call("release_hold", hold_key=hold["hold_key"])
        assert visitor.hear().payload["event"] == "slots_changed"
        hears_nothing_else(visitor)


@pytest.mark.req("CP-15.2")
def test_hours_that_a_member_writes_through_a_view_are_heard(stack: Stack, world: World) -> None:
    """Members write hours under their own rights; that they are told needs none."""
    with socket_to(stack) as visitor:
        visitor.join(slots_topic(world, "eve"))
        far = datetime.now(UTC).replace(microsecond=0, second=0) + timedelta(days=700)
        hours = {"practitioner_id": world.hill.practitioners["eve"], "kind": "extra_hours", "starts_at": far.isoformat()}
        row = world.caller("eve").insert(
            "availability_exceptions", organization_id=world.hill.organization_id, ends_at=(far + timedelta(hours=1)).isoformat(), **hours
        )
        heard = visitor.hear().payload
        assert (heard["event"], heard["payload"]["days"]) == ("slots_changed", None)
        world.caller("eve").view("availability_exceptions").delete().eq("exception_id", row["exception_id"]).execute()
        assert visitor.hear().payload["event"] == "slots_changed"


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"private": False}, "PrivateOnly"),
        ({"presence": {"enabled": True, "key": ""}}, "PresenceNotSupported"),
        ({"postgres_changes": [{"event": "*", "schema": "app", "table": "bookings"}]}, "PostgresChangesNotSupported"),
    ],
)
def test_what_is_not_offered_is_refused_in_words(stack: Stack, world: World, version: str, config: dict[str, Any], reason: str) -> None:
    with socket_to(stack, version=version) as socket:
        answer = socket.join(slots_topic(world, "ada"), None, **config).payload

        assert answer["status"] == "error"
        assert answer["response"]["reason"].startswith(f"{reason}: ")


def test_nobody_speaks_but_the_database(stack: Stack, world: World, version: str, hears_nothing_else: Callable[[Socket], None]) -> None:
    topic = f"realtime:{slots_topic(world, 'ada')}"
    with socket_to(stack, version=version) as ben, socket_to(stack, version=version) as visitor:
        ben.join(slots_topic(world, "ada"), world.people["ben"].access_token)
        visitor.join(slots_topic(world, "ada"))

        for event in ("broadcast", "presence"):
            answer = ben.ask(topic, event, {"type": "broadcast", "event": "slots_changed", "payload": {}}).payload
            assert answer == {"status": "error", "response": {"reason": f"Unauthorized: clients cannot send {event} here"}}
        if version == "2.0.0":
            ben.connection.send(bytes([3, 1, 1, len(topic), 4, 0, 1]) + b"19" + topic.encode() + b"evil{}")
            assert ben.hear().payload["response"]["reason"] == "Unauthorized: clients cannot send broadcast here"
        hears_nothing_else(visitor)
        ben.send(topic, "something_else")
        hears_nothing_else(ben)
        assert httpx.post(f"{stack.supabase_url}/realtime/v1/api/broadcast", json={"messages": []}).status_code == 404


def test_leaving_joining_again_and_what_was_never_joined(
    stack: Stack, world: World, version: str, broadcast: Callable[..., None], hears_nothing_else: Callable[[Socket], None]
) -> None:
    name = own_topic(world, "ben")
    topic, token = f"realtime:{name}", world.people["ben"].access_token
    with socket_to(stack, version=version) as ben:
        assert ben.ask(topic, "phx_leave").payload == {"status": "error", "response": {"reason": "unmatched topic"}}
        ben.join(name, token)
        assert ben.ask(topic, "phx_leave").payload == {"status": "ok", "response": {}}
        assert ben.hear().event == "phx_close"
        broadcast(name, NOTIFICATION)
        hears_nothing_else(ben)

        first = ben.join(name, token).ref
        second = ben.send(topic, "phx_join", {"config": {"private": True}, "access_token": token})
        closed = ben.hear()
        assert (closed.event, closed.join_ref) == ("phx_close", first)
        assert ben.hear().ref == second
        # A leave that was meant for the former channel does not close the new one.
        ben.send(topic, "phx_leave", join_ref=first)
        assert ben.hear().payload["status"] == "error"
        broadcast(name, NOTIFICATION)
        assert ben.hear().event == "broadcast"
        hears_nothing_else(ben)


def test_a_token_that_ends_closes_its_channel(
    stack: Stack, world: World, version: str, broadcast: Callable[..., None], hears_nothing_else: Callable[[Socket], None]
) -> None:
    name = own_topic(world, "ben")
    short = token_of(stack, sub=world.people["ben"].user_id, exp=int(time.time()) + 2)
    with socket_to(stack, version=version) as ben:
        assert ben.join(name, short).payload["status"] == "ok"

        told = ben.hear()
        assert (told.event, told.payload["status"], told.payload["message"]) == ("system", "error", "InvalidJWTToken: Token has expired")
        assert ben.hear().event == "phx_close"
        broadcast(name, NOTIFICATION)
        hears_nothing_else(ben)
        assert ben.join(name, short).payload == {"status": "error", "response": {"reason": "InvalidJWTToken: Token has expired"}}


def test_a_fresh_token_keeps_the_channel_and_anothers_ends_it(
    stack: Stack, world: World, version: str, broadcast: Callable[..., None], hears_nothing_else: Callable[[Socket], None]
) -> None:
    name = own_topic(world, "ben")
    topic = f"realtime:{name}"
    with socket_to(stack, version=version) as ben:
        ben.join(name, token_of(stack, sub=world.people["ben"].user_id, exp=int(time.time()) + 2))
        ben.send(topic, "access_token", {"access_token": world.people["ben"].access_token})
        # The clock itself is what is waited for: by now the first token has ended.
        time.sleep(2.5)
        broadcast(name, NOTIFICATION)
        assert ben.hear().event == "broadcast"

        ben.send(topic, "access_token", {"access_token": world.people["eve"].access_token})
        told = ben.hear()
        assert told.event == "system"
        assert told.payload["message"].startswith("Unauthorized: ")
        assert ben.hear().event == "phx_close"
        broadcast(name, NOTIFICATION)
        hears_nothing_else(ben)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"role": "postgres"}, "InvalidJWTToken: Fields `role` and `exp` are required in JWT"),
        ({"role": None}, "InvalidJWTToken: Fields `role` and `exp` are required in JWT"),
        ({"exp": None}, "InvalidJWTToken: Fields `role` and `exp` are required in JWT"),
        ({"exp": 1}, "InvalidJWTToken: Token has expired"),
    ],
)
def test_tokens_that_claim_too_much_or_too_little(stack: Stack, world: World, claims: dict[str, Any], reason: str) -> None:
    token = token_of(stack, **({"sub": world.people["ben"].user_id} | claims))
    with socket_to(stack) as socket:
        assert socket.join(own_topic(world, "ben"), token).payload == {"status": "error", "response": {"reason": reason}}


@pytest.mark.parametrize("algorithm", ["none", "another key", "garbage"])
def test_forged_tokens(stack: Stack, world: World, algorithm: str) -> None:
    claims = {"role": "authenticated", "sub": world.people["ben"].user_id, "exp": int(time.time()) + 600}
    token = {
        "none": jwt.encode(claims, "", algorithm="none"),
        "another key": jwt.encode(claims, "x" * 48, algorithm="HS256"),
        "garbage": "no.token.at all",
    }[algorithm]
    with socket_to(stack) as socket:
        answer = socket.join(own_topic(world, "ben"), token).payload
        assert answer == {"status": "error", "response": {"reason": "MalformedJWT: The token provided is not a valid JWT"}}


@pytest.mark.parametrize("key", ["sb_publishable_wrong", "", "x.y.z"])
def test_no_socket_without_the_projects_key(stack: Stack, key: str) -> None:
    url = f"{stack.supabase_url}/realtime/v1/websocket?vsn=1.0.0&apikey={key}"
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": KEY}

    answer = httpx.get(url, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["error"] in {"API key is missing", "MalformedJWT: The token provided is not a valid JWT"}
    assert key not in (stack.settings.logs / "api.log").read_text() or not key


def test_versions_and_paths_that_do_not_exist(stack: Stack) -> None:
    with pytest.raises(InvalidStatus) as refused, socket_to(stack, version="3.0.0"):
        pass
    assert refused.value.response.status_code == 400
    url = f"{stack.supabase_url}/elsewhere"
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": KEY}
    assert httpx.get(url, headers=headers).status_code == 404


@pytest.mark.parametrize(
    "target", ["//", "http://[", "*", "/\\\\", "/realtime/v1/websocket?apikey=%", "/realtime/v1/websocket?apikey=%ff%00&vsn=2.0.0", "/" + "x" * 9000]
)
def test_nonsense_at_the_door_is_refused_and_the_api_goes_on(stack: Stack, world: World, target: str) -> None:
    """Whatever a stranger asks to be upgraded to, others are served by the same process as before."""
    address = urlsplit(stack.supabase_url)
    lines = (f"GET {target} HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {KEY}", "", "")
    with socket_to(stack) as ben, create_connection((address.hostname, address.port), timeout=10) as stranger:
        ben.join(own_topic(world, "ben"), world.people["ben"].access_token)
        stranger.sendall("\r\n".join(lines).encode())
        assert stranger.recv(1000).startswith(b"HTTP/1.1 4")
        assert ben.ask("phoenix", "heartbeat").payload["status"] == "ok"


MALFORMED: list[str | bytes] = [
    "", "hello", "{", "null", "1", '"text"', "[]", "[1]", '["1","1",5,"phx_join",{}]', '["1","1","realtime:x",{},{}]', '[{},"1","realtime:x","phx_join",{}]',
    '["1","1","realtime:x","phx_join","payload"]', '["1","1","realtime:x","phx_join",7]', b"", b"\x03", b"\x03\xff\xff\xff\xff\xff\x01short",
    b"\x00\x00\x00\x00\x00\x00\x00",
    "[" * 50_000,
]  # fmt: skip


@pytest.mark.parametrize("frame", MALFORMED, ids=[str(number) for number in range(len(MALFORMED))])
def test_malformed_messages_end_that_socket_and_no_other(stack: Stack, world: World, frame: str | bytes, broadcast: Callable[..., None]) -> None:
    with socket_to(stack) as ben, socket_to(stack) as other:
        ben.join(own_topic(world, "ben"), world.people["ben"].access_token)
        other.connection.send(frame)
        with pytest.raises(ConnectionClosed) as closed:
            other.hear()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason.split(":")[0]) == (1007, "Unreadable message")

        broadcast(own_topic(world, "ben"), NOTIFICATION)
        assert ben.hear().event == "broadcast"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x81\x02hi", 1002),  # not masked
        (b"\x83\x80\x00\x00\x00\x00", 1002),  # an opcode that does not exist
        (b"\xf1\x80\x00\x00\x00\x00", 1002),  # reserved bits
        (b"\x89\xfe\x00\x80\x00\x00\x00\x00", 1002),  # a ping of 128 bytes
        (b"\x80\x80\x00\x00\x00\x00", 1002),  # the rest of nothing
        (b"\x81\x82\x00\x00\x00\x00\xc3\x28", 1007),  # no UTF-8
        (b"\x81\xff\x00\x00\x00\x00\x7f\xff\xff\xff\x00\x00\x00\x00", 1009),  # the beginning of two gigabytes
    ],
)
def test_frames_that_break_the_websocket_protocol_end_that_socket_only(stack: Stack, world: World, frame: bytes, code: int) -> None:
    address = urlsplit(stack.supabase_url)
    target = f"/realtime/v1/websocket?vsn=2.0.0&apikey={stack.supabase_publishable_key}"
    lines = (f"GET {target} HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {KEY}", "", "")
    with socket_to(stack) as ben, create_connection((address.hostname, address.port), timeout=10) as stranger:
        ben.join(own_topic(world, "ben"), world.people["ben"].access_token)
        stranger.sendall("\r\n".join(lines).encode())
        assert stranger.recv(1000).startswith(b"HTTP/1.1 101")
        stranger.sendall(frame)
        answer = stranger.recv(1000)
        assert (answer[0], int.from_bytes(answer[2:4])) == (0x88, code)
        assert ben.ask("phoenix", "heartbeat").payload["status"] == "ok"


@pytest.mark.parametrize(
    "payload",
    [{}, {"config": None}, {"config": "x"}, {"config": {"private": "yes"}}, {"config": []}, {"config": {"private": True}, "access_token": 5},
     {"config": {"private": True}, "access_token": {"a": 1}}, {"config": {"private": True, "presence": "x", "postgres_changes": "x", "broadcast": 1}}],
)  # fmt: skip
def test_odd_wishes_to_join_are_answered(stack: Stack, world: World, payload: dict[str, Any], hears_nothing_else: Callable[[Socket], None]) -> None:
    with socket_to(stack) as socket:
        assert socket.ask(f"realtime:{own_topic(world, 'ben')}", "phx_join", payload).payload["status"] == "error"
        assert socket.ask("realtime:", "phx_join", {"config": {"private": True}}).payload["status"] == "error"
        assert socket.ask("presence:x", "phx_join", {"config": {"private": True}}).payload["status"] == "error"
        assert socket.ask("realtime:" + "x" * 300, "phx_join", {"config": {"private": True}}).payload["status"] == "error"
        assert socket.ask("realtime:\0", "phx_join", {"config": {"private": True}}).payload["status"] == "error"
        hears_nothing_else(socket)


def test_too_large_a_message_ends_the_socket(stack: Stack) -> None:
    with socket_to(stack) as socket:
        socket.send("phoenix", "heartbeat", {"x": "y" * 100_000})
        with pytest.raises(ConnectionClosed) as closed:
            socket.hear()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


def flood(socket: Socket) -> None:
    """Send more than anybody means to, and read what comes of it until the end."""
    for _ in range(2000):
        socket.send("phoenix", "heartbeat")
    while True:
        socket.hear()


def test_a_flood_ends_the_socket_and_others_are_served(stack: Stack, world: World, broadcast: Callable[..., None]) -> None:
    with socket_to(stack) as ben, socket_to(stack) as other:
        ben.join(own_topic(world, "ben"), world.people["ben"].access_token)
        with pytest.raises(ConnectionClosed) as closed:
            flood(other)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, "Too many messages per second")
        broadcast(own_topic(world, "ben"), NOTIFICATION)
        assert ben.hear().event == "broadcast"


def test_a_hundred_channels_and_no_more(stack: Stack, world: World) -> None:
    owned = slots_topic(world, "ada")
    with socket_to(stack, key=stack.supabase_secret_key) as service:
        for number in range(100):
            assert service.join(f"topic-{number}").payload["status"] == "ok"
            time.sleep(0.012)
        assert service.join(owned).payload["response"]["reason"] == "ChannelRateLimitReached: Too many channels"


def test_nothing_that_is_said_or_told_stands_in_the_log(stack: Stack, world: World, broadcast: Callable[..., None]) -> None:
    with socket_to(stack) as ben:
        ben.join(own_topic(world, "ben"), world.people["ben"].access_token)
        broadcast(own_topic(world, "ben"), {"name": "Żaneta Quux"})
        ben.hear()
        ben.join(own_topic(world, "eve"), world.people["ben"].access_token)

    log = (stack.settings.logs / "api.log").read_text()

    for secret in ("Żaneta Quux", world.people["ben"].user_id, world.people["eve"].user_id, world.people["ben"].access_token[:30]):
        assert secret not in log
