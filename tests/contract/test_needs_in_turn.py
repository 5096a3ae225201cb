"""An admin changes what a service needs or seats while somebody is booking it: the second waits, and what was decided first counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from .desk import details
from .racing import act, call, in_turn

if TYPE_CHECKING:
    import psycopg

    from tests.conftest import Stack

    from .desk import Desk
    from .racing import Act
    from .world import World

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Circle:
    """A service of ada's with two seats, a room that it may come to need, and a start."""

    organization_id: str
    practitioner_id: str
    service_id: str
    kind: str
    resource_id: str
    starts_at: str
    admin: str

    def hold(self) -> Act:
        """A visitor's reach for a seat."""
        return call("request_hold", practitioner_id=self.practitioner_id, service_id=self.service_id, starts_at=self.starts_at)

    def by_admin(self, sql: str) -> Act:
        """What cleo writes through a view."""
        return act(
            f"{sql} returning 1",
            user=self.admin,
            organization=self.organization_id,
            service=self.service_id,
            kind=self.kind,
            resource=self.resource_id,
        )


NEED = "insert into api.service_needs (organization_id, service_id, kind) values (%(organization)s, %(service)s, %(kind)s)"
FEWER = "update api.services set capacity = 1 where service_id = %(service)s"
ARCHIVE = "update api.resources set archived_at = now() where resource_id = %(resource)s"
ROOMS = "select count(*) as rooms from app.resource_claims where resource_id = %s"
TAKERS = "select count(*) as takers from app.slot_claims join app.services using (service_number) where service_id = %s"


@pytest.fixture
def circle(world: World) -> Circle:
    """A new one for each race."""
    cleo, within, ada = world.caller("cleo"), {"organization_id": world.riverside.organization_id}, world.riverside.practitioners["ada"]
    service_id = cleo.insert("services", **within, name=f"Circle {uuid4().hex[:6]}", duration_minutes=30, capacity=2)["service_id"]
    cleo.insert("practitioner_services", **within, practitioner_id=ada, service_id=service_id)
    kind = f"room_{uuid4().hex[:6]}"
    resource_id = cleo.insert("resources", **within, kind=kind, name="The one")["resource_id"]
    return Circle(within["organization_id"], ada, service_id, kind, resource_id, world.next_start(), world.people["cleo"].user_id)


@pytest.mark.req("CP-3.6", "CP-5.7")
def test_a_seat_that_is_taken_away_is_not_given(circle: Circle, stack: Stack, owner: psycopg.Connection, desk: Desk) -> None:
    """Whoever waited while the seats became fewer is told that the session is full."""
    desk.world.caller().call("request_hold", practitioner_id=circle.practitioner_id, service_id=circle.service_id, starts_at=circle.starts_at)
    fewer, held = in_turn(stack.database_url, circle.by_admin(FEWER), circle.hold())
    assert fewer.word == "ok"
    assert held.word in {"slot_full", "slot_taken"}
    assert owner.execute(TAKERS, [circle.service_id]).fetchone() == {"takers": 1}


@pytest.mark.req("CP-3.6", "CP-5.7")
def test_a_seat_that_is_being_taken_is_not_taken_away(circle: Circle, stack: Stack, desk: Desk) -> None:
    """The admin who comes upon the second taker waits, and is refused."""
    desk.world.caller().call("request_hold", practitioner_id=circle.practitioner_id, service_id=circle.service_id, starts_at=circle.starts_at)
    held, fewer = in_turn(stack.database_url, circle.hold(), circle.by_admin(FEWER))
    assert (held.word, fewer.word) == ("ok", "rule_in_use")


@pytest.mark.req("CP-5.7")
def test_a_room_that_is_needed_from_now_on(circle: Circle, stack: Stack, owner: psycopg.Connection) -> None:
    """Whoever booked while the need was made has the room too."""
    need, held = in_turn(stack.database_url, circle.by_admin(NEED), circle.hold())
    assert (need.word, held.word) == ("ok", "ok")
    assert owner.execute(ROOMS, [circle.resource_id]).fetchone() == {"rooms": 1}


@pytest.mark.req("CP-5.7")
def test_a_room_for_who_is_just_booking(circle: Circle, stack: Stack, owner: psycopg.Connection) -> None:
    """The need that comes upon a hold in the making waits, and gives it the room."""
    held, need = in_turn(stack.database_url, circle.hold(), circle.by_admin(NEED))
    assert (held.word, need.word) == ("ok", "ok")
    assert owner.execute(ROOMS, [circle.resource_id]).fetchone() == {"rooms": 1}


@pytest.mark.req("CP-5.7", "BM-R15")
def test_a_room_goes_out_of_use_while_somebody_wants_it(circle: Circle, stack: Stack) -> None:
    """Archived first: the other is refused.  Held first: it is not archived."""
    with_need = circle.by_admin(NEED)
    _, held = in_turn(stack.database_url, _both(with_need, circle.by_admin(ARCHIVE)), circle.hold())
    assert held.word == "slot_taken"


@pytest.mark.req("CP-5.7", "BM-R15")
def test_a_room_that_is_held_stays_in_use(circle: Circle, stack: Stack) -> None:
    """The admin who comes upon the hold waits, and is refused."""
    held, archived = in_turn(stack.database_url, _both(circle.by_admin(NEED), circle.hold()), circle.by_admin(ARCHIVE))
    assert (held.word, archived.word) == ("ok", "rule_in_use")


def _both(one: Act, other: Act) -> Act:
    """One after the other, in one transaction."""
    return lambda connection: [*one(connection), *other(connection)]


@pytest.mark.req("CP-5.7")
def test_the_last_two_of_a_session_leave_at_once(circle: Circle, stack: Stack, owner: psycopg.Connection, world: World) -> None:
    """The second waits for the first, sees that it has gone, and ends the video room that they shared."""
    owner.execute("update app.services set location_kind = 'online' where service_id = %s", [circle.service_id])
    owner.execute("update app.organizations set video_provider = 'jitsi' where organization_id = %s", [circle.organization_id])
    try:
        told = {"practitioner_id": circle.practitioner_id, "service_id": circle.service_id, "starts_at": circle.starts_at}
        made = [world.caller("cleo").call("create_booking", **told, client=details())["booking_id"] for _ in range(2)]
        rooms = "select status from app.video_rooms where subject_id = (select app.video_subject(b) from app.bookings as b where booking_id = %s)"
        assert owner.execute(rooms, [made[0]]).fetchall() == [{"status": "ready"}]
        cancelled = in_turn(stack.database_url, *(call("cancel_booking", user=circle.admin, booking_id=booking_id) for booking_id in made))
        assert [each.word for each in cancelled] == ["ok", "ok"]
        assert owner.execute(rooms, [made[0]]).fetchall() == [{"status": "ended"}]
    finally:
        owner.execute("update app.organizations set video_provider = 'none' where organization_id = %s", [circle.organization_id])
