"""A client who books while a practitioner's calendar says that the time is taken: whoever is first has it, and nobody is told both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from .racing import act, call, in_turn
from .scenes import calendar_of_noah

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .racing import Act
    from .world import World

pytestmark = pytest.mark.slow


@pytest.mark.req("SC-2.4", "CP-5.7")
def test_busy_time_and_a_booking_come_upon_each_other(world: World, desk: Desk, stack: Stack) -> None:
    """The hold waits for the busy time and is refused; the other way round the hold stands, and its time is offered to nobody else."""
    connection = calendar_of_noah(world, desk)["connection_id"]
    offer = world.riverside.offer("noah", "talk")
    day = (datetime.now(UTC) + timedelta(days=12)).date()
    slots = world.caller().call("available_slots", **offer, from_date=f"{day}", to_date=f"{day + timedelta(days=5)}")
    first, second = slots[0]["starts_at"], slots[-1]["starts_at"]

    def busy(starts_at: str) -> Act:
        return act(
            "select api.save_busy_time(%(connection)s, '{}', jsonb_build_array(jsonb_build_object("
            "'starts_at', %(at)s::timestamptz, 'ends_at', %(at)s::timestamptz + interval '30 minutes')))",
            role="service_role",
            connection=connection,
            at=starts_at,
        )

    def hold(starts_at: str) -> Act:
        return call("request_hold", **offer, starts_at=starts_at)

    read, told = in_turn(stack.database_url, busy(first), hold(first))
    assert (read.word, told.word) == ("ok", "slot_taken")
    told, read = in_turn(stack.database_url, hold(second), busy(second))
    assert (told.word, read.word) == ("ok", "ok")
    left = {slot["starts_at"] for slot in world.caller().call("available_slots", **offer, from_date=f"{day}", to_date=f"{day + timedelta(days=5)}")}
    # What was read last counts: the first is free again.
    assert (first in left, second in left) == (True, False)
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        owner.execute("delete from app.busy_spans where source_id = %s", [connection])
