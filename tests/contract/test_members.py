"""How people come to belong to a practice: by an admin's invitation, once, and with the rights of their role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from .desk import details
from .scenes import SCENES
from .sentences import assert_told
from .world import token_and_hash

if TYPE_CHECKING:
    import psycopg

    from .callers import Caller
    from .conftest import Entries, Watch
    from .desk import Desk
    from .world import World


def invite(world: World, admin: Caller, **changes: Any) -> str:  # noqa: ANN401
    """The token of a fresh invitation to Riverside."""
    return world.invitation_token(admin.call("invite_member", **(SCENES["invite_member"](world, None) | changes))["invitation_id"])  # type: ignore[arg-type]


@pytest.mark.req("DR-7.2", "DR-1.2", "BM-R9")
def test_a_practitioner_joins_and_completes_the_profile(world: World, cleo: Caller, anon: Caller, entries: Entries) -> None:
    """The profile is there from the beginning, and nobody's business until it is published."""
    guest = world.new_account()
    caller = world.caller(guest)
    member = caller.call("accept_invitation", token=invite(world, cleo, display_name="Gale"))
    assert (member["role"], member["organization_name"]) == ("practitioner", "Riverside")
    (profile,) = caller.rows("practitioners", display_name="Gale", published=False)
    assert anon.rows("practitioners", practitioner_id=profile["practitioner_id"]) == []
    whose = {"organization_id": world.riverside.organization_id, "practitioner_id": profile["practitioner_id"]}
    published = {"published": True, "bio": "New here.", "location": "River Street"}
    assert_told(caller.refusal_of(caller.view("practitioners").update(published).match(whose)), "illegal_transition", "not complete: services, hours")
    cleo.insert("practitioner_services", **whose, service_id=world.riverside.services["talk"])
    caller.insert("availability_rules", **whose, weekday=1, starts_local="01:00", ends_local="02:00")
    assert caller.rows("practitioner_readiness", **whose)[0]["missing"] == ["location"]
    caller.view("practitioners").update(published).match(whose).execute()
    assert anon.rows("practitioners", practitioner_id=profile["practitioner_id"])[0]["bio"] == "New here."
    actor = f"user:{world.people[guest].user_id}"
    assert entries(member["member_id"]) == [(actor, "member.created")]
    assert entries(profile["practitioner_id"]) == [(actor, "practitioner.created"), (actor, "practitioner.changed")]


@pytest.mark.req("DR-7.2", "DR-1.2")
def test_an_invitation_is_good_once(world: World, cleo: Caller, ben: Caller, owner: psycopg.Connection, nothing_written: Watch) -> None:
    """Used, too old, altered: told apart only to whoever has the right token."""
    used, old = invite(world, cleo), invite(world, cleo)
    world.caller(world.new_account()).call("accept_invitation", token=used)
    owner.execute(
        "update app.invitations set expires_at = now() - interval '1 minute' where accepted_at is null and organization_id = %s",
        [world.riverside.organization_id],
    )
    with nothing_written():
        assert_told(ben.refused("accept_invitation", token=used), "invitation_expired", "was used")
        assert_told(ben.refused("accept_invitation", token=old), "invitation_expired", "too old")
        for wrong in (used + "A", used.swapcase(), "", None, "😀"):
            assert_told(ben.refused("accept_invitation", token=wrong), "token_invalid", "not valid")


@pytest.mark.parametrize("change", [{"email": "nobody"}, {"email": None}, {"role": "client"}, {"role": "super_admin"}, {"role": None}, {"display_name": "  "}])
def test_an_invitation_that_is_none(world: World, cleo: Caller, nothing_written: Watch, change: dict[str, str | None]) -> None:
    """An address, a name and a role are needed, and no mail goes out without."""
    arguments = SCENES["invite_member"](world, None) | change  # type: ignore[arg-type]
    with nothing_written():
        assert_told(cleo.refused("invite_member", **arguments), "invalid_argument", "needs an e-mail address, a name and a role")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "N" * 201}, "needs a name"),
        ({"name": None}, "needs a name"),
        ({"slug": "Not A Slug"}, "needs a name"),
        ({"slug": "a"}, "needs a name"),
        ({"slug": "taken"}, "The short name"),
        ({"time_zone": "EST5EDT4"}, "is not an IANA time zone"),
        ({"time_zone": None}, "is not an IANA time zone"),
        ({"country": "Canada"}, "two-letter country"),
    ],
)
def test_an_organization_that_is_none(world: World, eve: Caller, nothing_written: Watch, change: dict[str, str | None], sentence: str) -> None:
    """Refused whole: no half-made practice without an admin."""
    arguments = SCENES["create_organization"](world, None) | change  # type: ignore[arg-type]
    if change == {"slug": "taken"}:
        arguments["slug"] = world.hill.slug
    with nothing_written():
        assert_told(eve.refused("create_organization", **arguments), "invalid_argument", sentence)


def test_an_admin_who_is_invited_as_practitioner_stays_one(world: World, cleo: Caller) -> None:
    """No practice loses its last admin by a careless click."""
    assert cleo.call("accept_invitation", token=invite(world, cleo))["role"] == "admin"
    assert cleo.rows("organization_settings", organization_id=world.riverside.organization_id)


def test_a_newer_mail_replaces_the_older_link(world: World, cleo: Caller, ben: Caller) -> None:
    """Only the last token registered for an invitation opens it."""
    invitation_id = cleo.call("invite_member", **SCENES["invite_member"](world, None))["invitation_id"]  # type: ignore[arg-type]
    older = world.invitation_token(invitation_id)
    world.invitation_token(invitation_id)
    assert_told(ben.refused("accept_invitation", token=older), "token_invalid", "not valid")
    assert_told(ben.refused("accept_invitation", token=token_and_hash()[0]), "token_invalid", "not valid")


@pytest.mark.req("DR-1.3", "CP-12.3", "CP-12.4")
def test_a_suspended_member_may_do_nothing(world: World, desk: Desk, cleo: Caller, owner: psycopg.Connection, nothing_written: Watch) -> None:
    """Signed in as ever, and yet a stranger."""
    guest = world.new_account()
    caller = world.caller(guest)
    member = caller.call("accept_invitation", token=invite(world, cleo, role="admin"))
    booking = desk.book()
    assert caller.rows("bookings", booking_id=booking["booking_id"])
    owner.execute("update app.members set suspended_at = now() where member_id = %s", [member["member_id"]])
    manual = world.riverside.offer("ada", "talk") | {"starts_at": world.next_start(), "client": details()}
    with nothing_written():
        assert caller.rows("bookings", booking_id=booking["booking_id"]) == []
        assert_told(caller.refused("create_booking", **manual), "not_allowed")
        assert_told(caller.refused("cancel_booking", booking_id=booking["booking_id"]), "not_found")
        assert_told(caller.refused("invite_member", **SCENES["invite_member"](world, desk)), "not_allowed")


@pytest.mark.req("DR-1.3")
def test_whoever_runs_the_platform_is_let_in(world: World, desk: Desk, cleo: Caller) -> None:
    """super_admin: that every organization is there; its setup when an admin allows it; nobody's sessions or clients."""
    desk.book()
    root, within = world.caller("root"), {"organization_id": world.riverside.organization_id}
    support = SCENES["end_support_access"](world, desk)

    def seen() -> list[str]:
        views = ("organizations", "organization_settings", "members", "bookings", "clients", "audit_log")
        return [root.outcome_of(root.where(root.view(view).select("*"), **within)) for view in views]

    assert seen() == ["ok", "nothing", "not_allowed", "nothing", "nothing", "not_allowed"]
    cleo.call("allow_support_access", **support)
    assert seen() == ["ok", "ok", "ok", "nothing", "nothing", "not_allowed"]
    assert {row["organization_id"] for row in root.rows("members")} == {within["organization_id"]}
    cleo.call("end_support_access", **support)
    assert seen() == ["ok", "nothing", "not_allowed", "nothing", "nothing", "not_allowed"]


@pytest.mark.req("CP-14.1", "CP-14.4", "TS-1")
def test_clients_are_given_to_practitioners_who_have_room(world: World, desk: Desk, cleo: Caller) -> None:
    """One who takes no new clients, or has as many as agreed, is refused another; a client of the other practice is not there at all."""
    within = {"organization_id": world.riverside.organization_id}
    to = cleo.insert("practitioners", **within, slug=f"p-{uuid4().hex[:8]}", display_name="Pat", time_zone="UTC", accepting_clients=False)
    clients = [SCENES["assign_practitioner"](world, desk)["client_id"] for _ in range(2)]
    given = [{"client_id": client_id, "practitioner_id": to["practitioner_id"]} for client_id in clients]
    assert_told(cleo.refused("assign_practitioner", **given[0]), "not_accepting_clients", "takes no new clients")
    cleo.view("practitioners").update({"accepting_clients": True, "max_clients": 1}).eq("practitioner_id", to["practitioner_id"]).execute()
    assert cleo.call("assign_practitioner", **given[0]) == cleo.call("assign_practitioner", **given[0]) == given[0]
    assert_told(cleo.refused("assign_practitioner", **given[1]), "practitioner_full", "the agreed number of clients: 1")
    assert_told(cleo.refused("assign_practitioner", **(given[0] | {"practitioner_id": world.hill.practitioners["eve"]})), "not_found")
