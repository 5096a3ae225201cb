"""People with an account become clients of a practice: whom they may choose, what is asked of them, and what becomes theirs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .desk import details
from .racing import act, call, crowd
from .scenes import joining
from .sentences import assert_told

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .world import World

pytestmark = pytest.mark.slow

PLACES = 3
CROWD = 20


def _somebody_new(world: World, **columns: object) -> str:
    profile = {"slug": f"p-{uuid4().hex[:8]}", "display_name": "Pat", "time_zone": "America/Toronto", "published": False} | columns
    made = world.caller("cleo").insert("practitioners", organization_id=world.riverside.organization_id, **profile)
    return made["practitioner_id"]


@pytest.mark.req("CP-2.3", "CP-6.3", "CP-6.4", "CP-14.4", "TS-2")
def test_three_places_go_to_three_of_twenty(world: World, stack: Stack) -> None:
    """Who comes too late hears so and is no client: not with somebody else whom they did not choose either."""
    chosen = _somebody_new(world, max_clients=PLACES)
    with psycopg.connect(stack.database_url, autocommit=True) as owner, crowd(stack.database_url, CROWD) as all_go:
        owner.execute("update app.practitioners set published = true where practitioner_id = %s", [chosen])
        to_join = {"organization_slug": world.riverside.slug, "details": Jsonb(joining()), "practitioner_id": chosen}
        users = [str(uuid4()) for _ in range(CROWD)]
        for one in users:
            owner.execute("insert into auth.users (id, email, email_confirmed_at) values (%s, %s, now())", [one, f"{one}@people.example"])
        told = all_go([call("join_organization", user=one, **to_join) for one in users])
        assert Counter(answer.word for answer in told) == {"ok": PLACES, "practitioner_full": CROWD - PLACES}
        cared_for = owner.execute("select count(*) from app.client_assignments where practitioner_id = %s and ended_at is null", [chosen]).fetchone()
        clients = owner.execute("select count(*) from app.clients where user_id = any (%s::uuid[])", [users]).fetchone()
        assert cared_for == clients == (PLACES,)


@pytest.mark.req("CP-1.1", "CP-6.2")
def test_joining_twice_at_once_makes_one_client(world: World, stack: Stack) -> None:
    """Also while the same person books, and while what they booked before is linked: nobody waits in a circle."""
    name = world.new_account()
    person = world.people[name]
    offer = world.riverside.offer("ada", "talk")
    world.caller().call(
        "confirm_hold", hold_key=world.caller().call("request_hold", **offer, starts_at=world.next_start())["hold_key"], client=details(email=person.email)
    )
    held = world.caller(name).call("request_hold", **offer, starts_at=world.next_start())["hold_key"]
    with psycopg.connect(stack.database_url, autocommit=True) as owner, crowd(stack.database_url, 6) as all_go:
        owner.execute("update auth.users set confirmation_sent_at = email_confirmed_at - interval '1 minute' where id = %s", [person.user_id])
        join = call(
            "join_organization",
            user=person.user_id,
            organization_slug=world.riverside.slug,
            details=Jsonb(joining()),
            practitioner_id=world.riverside.practitioners["ada"],
        )
        book = call("confirm_hold", user=person.user_id, hold_key=held, client=Jsonb(details(email=person.email)))
        link = act("select api.link_my_bookings()", user=person.user_id)
        told = all_go([join, book, link, join, link, join])
        assert Counter(answer.word for answer in told) == {"ok": 6}
        # Whoever came between the two is set right by the next call.
        world.caller(name).call("link_my_bookings")
        rows = owner.execute(
            "select count(*), count(*) filter (where user_id is not null and archived_at is null) from app.clients where email = %s and archived_at is null",
            [person.email],
        ).fetchone()
        assert rows == (1, 1)
        assert owner.execute(
            "select count(*) from app.client_assignments as a join app.clients as c using (client_id) where c.user_id = %s and a.ended_at is null",
            [person.user_id],
        ).fetchone() == (1,)
    assert len(world.caller(name).rows("bookings")) == 2


@pytest.mark.req("DR-1.1", "CP-1.1", "CP-2.4", "CP-6.1", "CP-6.2", "CP-6.3", "CP-6.4", "CP-6.5", "CP-6.7")
def test_a_sign_up_becomes_a_client(world: World, desk: Desk) -> None:
    """From an account that belongs nowhere, with an empty list, to a client in somebody's care whose first steps are done."""
    assert desk
    cleo = world.caller("cleo")
    name = world.new_account()
    person = world.caller(name)
    assert person.rows("memberships") == person.rows("bookings") == []

    free, full = _somebody_new(world, max_clients=5), _somebody_new(world, max_clients=1)
    closed = _somebody_new(world, accepting_clients=False)
    desk.owner.execute("update app.practitioners set published = true where practitioner_id = any (%s::uuid[])", [[free, full, closed]])
    world.caller(world.new_account()).call("join_organization", organization_slug=world.riverside.slug, details=joining(), practitioner_id=full)
    offered = {row["practitioner_id"] for row in world.caller().rows("practitioner_places", takes_new_clients=True)}
    assert free in offered
    assert not offered & {full, closed}
    to_join = {"organization_slug": world.riverside.slug, "details": joining()}
    assert_told(person.refused("join_organization", **to_join, practitioner_id=full), "practitioner_full", "no free place")
    assert_told(person.refused("join_organization", **to_join, practitioner_id=closed), "not_accepting_clients")
    assert person.rows("memberships") == []

    step = cleo.call(
        "save_onboarding_step", organization_id=world.riverside.organization_id, step={"kind": "consent", "title": "Care", "body": "We keep notes."}
    )
    version = cleo.call("publish_onboarding_step", step_id=step["step_id"])["version"]
    joined = person.call("join_organization", **to_join)
    assert (joined["status"], joined["practitioner_id"]) == ("pending", None)
    waiting = cleo.rows("client_list", client_id=joined["client_id"])
    assert [(row["has_account"], row["practitioner_id"], row["onboarding_status"]) for row in waiting] == [(True, None, "pending")]
    assert person.call("join_organization", **to_join, practitioner_id=free)["practitioner_id"] == free
    (membership,) = person.rows("memberships")
    assert (membership["role"], membership["onboarding_status"]) == ("client", "pending")

    asked = person.call("my_onboarding", organization_id=world.riverside.organization_id)["steps"]
    for one in asked:
        if one["is_open"]:
            person.call("answer_onboarding_step", step_id=one["step_id"], version=one["version"], answer={"value": True})
    assert person.rows("memberships")[0]["onboarding_status"] == "complete"
    assert version in [row["version"] for row in person.rows("consents", step_id=step["step_id"])]
    cleo.call("retire_onboarding_step", step_id=step["step_id"])
