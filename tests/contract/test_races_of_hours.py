"""A day is closed while others book on it: nobody is left on a closed day unseen, and nobody is told that it was open."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from psycopg.types.json import Jsonb

from .desk import details
from .racing import at_once, call
from .scenes import new_practitioner

if TYPE_CHECKING:
    import psycopg

    from tests.conftest import Stack

    from .callers import Caller
    from .world import World


@pytest.mark.one_of(3)
@pytest.mark.parametrize(("stranded", "left"), [("cancel", "cancelled"), ("keep", "outside"), ("refuse", None)])
@pytest.mark.req("CP-3.3", "CP-3.4")
def test_a_day_is_closed_while_five_book_on_it(world: World, cleo: Caller, owner: psycopg.Connection, stack: Stack, stranded: str, left: str | None) -> None:
    """Whoever comes before is treated as the practitioner says, whoever comes after is refused; never neither."""
    offer = new_practitioner(cleo, world, hours=[{"weekday": day, "starts_local": "09:00", "ends_local": "17:00"} for day in range(1, 8)])
    today = datetime.now(world.riverside.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    of_cleo = world.people["cleo"].user_id
    for days in range(7, 12):
        day = today + timedelta(days=days)
        closing = call("close_day", user=of_cleo, practitioner_id=offer["practitioner_id"], from_date=day.date(), stranded=stranded)
        booking = [
            call("create_booking", user=of_cleo, **offer, starts_at=day.replace(hour=hour).isoformat(), client=Jsonb(details())) for hour in (9, 10, 11, 13, 14)
        ]
        told = at_once(stack.database_url, [*booking[:2], closing, *booking[2:]])
        closed, booked = told.pop(2), Counter(told)
        assert set(booked) <= {"ok", "outside_availability"}
        here = owner.execute(
            "select case when status = 'cancelled' then status when outside_hours then 'outside' else 'live' end as how from app.bookings"
            " where practitioner_id = %s and starts_at >= %s and starts_at < %s",
            [offer["practitioner_id"], day, day + timedelta(days=1)],
        ).fetchall()
        assert len(here) == booked["ok"]
        if left is not None:
            assert closed == "ok"
            assert {row["how"] for row in here} <= {left}
        else:
            # Refused because of those who came before, or closed for everybody.
            assert closed == ("rule_in_use" if booked["ok"] else "ok")
            assert {row["how"] for row in here} <= {"live"}
