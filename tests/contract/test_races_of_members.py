"""Admins who act on each other at the same moment: one of them always stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from .racing import act, at_once, call, in_turn
from .scenes import SCENES

if TYPE_CHECKING:
    from tests.conftest import Stack

    from .desk import Desk
    from .racing import Act
    from .world import World

pytestmark = pytest.mark.slow

ROUNDS = 5
ADMINS = "select count(*) from app.members where organization_id = %s and role = 'admin' and suspended_at is null"
SUSPEND = "select api.suspend_member(%(member)s)"
DEMOTE = "select api.change_member_role(%(member)s, 'practitioner')"
PUBLISH = "update api.practitioners set published = true where member_id = %(member)s returning published"


@pytest.fixture
def admins(world: World, desk: Desk) -> tuple[str, dict[str, Any]]:
    """A practice of its own with two admins: its id, and the member of each account."""
    founder, second = world.new_account(), world.new_account()
    organization_id = world.caller(founder).call("create_organization", **SCENES["create_organization"](world, desk))["organization_id"]
    guest = {"email": world.people[second].email, "role": "admin", "display_name": "Second"}
    invitation = world.caller(founder).call("invite_member", organization_id=organization_id, **guest)
    world.caller(second).call("accept_invitation", token=world.invitation_token(invitation["invitation_id"]))
    rows = world.caller(founder).rows("members", organization_id=organization_id)
    return organization_id, {row["user_id"]: row["member_id"] for row in rows}


def against_each_other(admins: dict[str, Any], deeds: tuple[str, str]) -> list[Act]:
    """Each admin does one of *deeds* to the other."""
    (one, first), (two, second) = admins.items()
    return [act(deeds[0], user=one, member=second), act(deeds[1], user=two, member=first)]


@pytest.mark.req("DR-1.3", "DR-7.2")
@pytest.mark.parametrize("deeds", [(SUSPEND, SUSPEND), (DEMOTE, DEMOTE), (SUSPEND, DEMOTE)], ids=["suspended", "demoted", "either"])
def test_two_admins_end_each_other(world: World, desk: Desk, stack: Stack, admins: tuple[str, dict[str, Any]], deeds: tuple[str, str]) -> None:
    """The second waits for the first, and may no longer when the first has committed."""
    assert world
    organization_id, members = admins
    first, second = in_turn(stack.database_url, *against_each_other(members, deeds))
    assert (first.word, second.word) == ("ok", "not_allowed")
    assert desk.owner.execute(ADMINS, [organization_id]).fetchone()["count"] == 1


@pytest.mark.req("DR-1.3")
def test_both_leave_at_once(desk: Desk, stack: Stack, admins: tuple[str, dict[str, Any]]) -> None:
    """Each demotes or suspends themselves: the second is the last, and has to stay."""
    organization_id, members = admins
    back = "update app.members set role = 'admin', suspended_at = null where organization_id = %s"
    for deed in (SUSPEND, DEMOTE) * ROUNDS:
        desk.owner.execute(back, [organization_id])
        told = at_once(stack.database_url, [act(deed, user=user, member=member) for user, member in members.items()])
        assert sorted(told) == ["illegal_transition", "ok"]
        assert desk.owner.execute(ADMINS, [organization_id]).fetchone()["count"] == 1


@pytest.mark.req("DR-7.2")
@pytest.mark.parametrize(("deeds", "told"), [((SUSPEND, PUBLISH), "illegal_transition"), ((PUBLISH, SUSPEND), "ok")], ids=["suspended", "published"])
def test_published_while_being_suspended(world: World, desk: Desk, stack: Stack, deeds: tuple[str, str], told: str) -> None:
    """Whichever comes first, a suspended member's profile is not public."""
    cleo = world.people["cleo"].user_id
    member = world.join(world.new_account(), tenant=world.riverside, admin="cleo")["member_id"]
    first, second = in_turn(stack.database_url, *(act(deed, user=cleo, member=member) for deed in deeds))
    assert (first.word, second.word) == ("ok", told)
    assert desk.owner.execute("select published from app.practitioners where member_id = %s", [member]).fetchall() == [{"published": False}]


@pytest.mark.req("DR-7.2")
def test_a_link_that_is_used_while_it_is_withdrawn(world: World, desk: Desk, stack: Stack) -> None:
    """Whoever comes first decides: a member whose invitation was accepted, or none and an invitation that was withdrawn."""
    cleo, guest = world.people["cleo"].user_id, world.people[world.new_account()].user_id
    made = SCENES["revoke_invitation"](world, desk)
    accept = call("accept_invitation", user=guest, token=world.invitation_token(made["invitation_id"]))
    first, second = in_turn(stack.database_url, call("revoke_invitation", user=cleo, **made), accept)
    assert (first.word, second.word) == ("ok", "invitation_expired")

    made = SCENES["resend_invitation"](world, desk)
    accept = call("accept_invitation", user=guest, token=world.invitation_token(made["invitation_id"]))
    first, second = in_turn(stack.database_url, call("resend_invitation", user=cleo, **made), accept)
    assert (first.word, second.word) == ("ok", "token_invalid")

    made = SCENES["revoke_invitation"](world, desk)
    accept = call("accept_invitation", user=guest, token=world.invitation_token(made["invitation_id"]))
    first, second = in_turn(stack.database_url, accept, call("revoke_invitation", user=cleo, **made))
    assert (first.word, second.word) == ("ok", "illegal_transition")
    sees = act("select status from api.invitations where invitation_id = %(id)s", user=cleo, id=made["invitation_id"])
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        assert sees(connection) == [("accepted",)]


@pytest.mark.req("DR-1.2")
def test_two_links_of_one_mailbox_at_once(world: World, desk: Desk, stack: Stack) -> None:
    """Both opened in the same moment: one is taken and the other is used up; nobody waits for the other for ever."""
    for _ in range(ROUNDS):
        guest = world.new_account()
        wish = {"organization_id": world.riverside.organization_id, "email": world.people[guest].email, "role": "practitioner", "display_name": "Twice"}
        made = [world.caller("cleo").call("invite_member", **wish)["invitation_id"] for _ in range(2)]
        tokens = [world.invitation_token(invitation_id) for invitation_id in made]
        told = at_once(stack.database_url, [call("accept_invitation", user=world.people[guest].user_id, token=token) for token in tokens])
        assert sorted(told) == ["invitation_expired", "ok"]
        member = desk.owner.execute("select member_id from app.members where user_id = %s", [world.people[guest].user_id]).fetchall()
        assert len(member) == 1


@pytest.mark.req("DR-1.2")
def test_invited_and_approved_at_once(world: World, desk: Desk, stack: Stack) -> None:
    """Somebody who asked to join opens an invitation while an admin approves the request: a member, once."""
    cleo = world.people["cleo"].user_id
    for _ in range(ROUNDS):
        guest = world.new_account()
        user = world.people[guest].user_id
        asked = world.caller(guest).call("request_to_join", organization_slug=world.riverside.slug, display_name="Both", message="Hello")
        wish = {"email": world.people[guest].email, "display_name": "Both", "role": "practitioner"}
        invitation = world.caller("cleo").call("invite_member", organization_id=world.riverside.organization_id, **wish)
        token = world.invitation_token(invitation["invitation_id"])
        approve = call("approve_join_request", user=cleo, request_id=asked["request_id"])
        told = at_once(stack.database_url, [call("accept_invitation", user=user, token=token), approve])
        assert told[0] == "ok"
        assert told[1] in {"ok", "illegal_transition"}, "a request of somebody who is a member already is answered or over"
        assert desk.owner.execute("select count(*) from app.members where user_id = %s", [user]).fetchone()["count"] == 1
