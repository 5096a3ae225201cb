"""Clients who are taken on, or handed over, at the same moment: never more than agreed, never in two hands."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from .racing import call, crowd

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

PLACES = 3
RUSH = 20


def newcomers(world: World, desk: Desk, many: int) -> list[str]:
    """As *many* clients of Riverside whom nobody cares for."""
    made = desk.owner.execute(
        "insert into app.clients (organization_id, name, email, phone, time_zone)"
        " select %s, 'Client ' || n, %s || n || '@client.example', '+1 514 555 0199', 'UTC' from generate_series(1, %s) as n returning client_id",
        [world.riverside.organization_id, uuid4().hex, many],
    )
    return [str(row["client_id"]) for row in made.fetchall()]


@pytest.mark.req("CP-2.3", "CP-14.4")
def test_twenty_come_for_three_places(world: World, desk: Desk, stack: Stack) -> None:
    """Three are taken on, and seventeen are told that the practitioner is full."""
    within = {"organization_id": world.riverside.organization_id}
    practitioner = world.caller("cleo").insert("practitioners", **within, slug=f"p-{uuid4().hex[:8]}", display_name="Pat", time_zone="UTC", max_clients=PLACES)[
        "practitioner_id"
    ]
    cleo = world.people["cleo"].user_id
    calls = [call("assign_practitioner", user=cleo, client_id=client, practitioner_id=practitioner) for client in newcomers(world, desk, RUSH)]
    with crowd(stack.database_url, RUSH) as all_go:
        assert Counter(told.word for told in all_go(calls)) == {"ok": PLACES, "practitioner_full": RUSH - PLACES}
    (places,) = world.caller("cleo").rows("practitioner_places", practitioner_id=practitioner)
    assert (places["current_clients"], places["free_places"], places["takes_new_clients"]) == (PLACES, 0, False)
