"""Practice rooms in two windows: opened, booked, missed, moved, practised in rounds, private, and offered as times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from .axe import sideways, violations
from .people import Person, make_person, sees
from .staff import day_at, signed_in
from .test_hours import set_date, set_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

    from tests.conftest import Stack

    from .practice import Practice

DETAILS = {"name": "Ben Tremblay", "phone": "+1 514 555 0100", "consent": True}


def belonging(stack: Stack, practice: Practice, name: str = "Ben Tremblay") -> Person:
    """Somebody with an account who is a client of *practice*."""
    person = make_person(stack)
    person.api.rpc("join_organization", {"organization_slug": practice.organization_slug, "details": DETAILS | {"name": name}}).execute()
    return person


def at_home(page: Page, practice: Practice, person: Person, path: str) -> Page:
    """*person*'s own page at that window."""
    signed_in(page, practice, person.api)
    page.goto(path)
    return page


def make(practice: Practice, verb: str, days: int, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """What the admin offers, by the Data API."""
    organizations = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug)
    wish = organizations.execute().data[0] | {"starts_at": day_at(days, 15).isoformat()}
    return practice.admin.rpc(verb, wish | given).execute().data


def plan(dialog: Locator, days: int, time: str, title: str) -> None:
    """Fill in day, time ("0330PM") and title of a room or an offered time."""
    set_date(dialog, "Day", day_at(days, 15))
    set_time(dialog, "Begins at", time)
    dialog.get_by_label("Title").fill(title)


def rooms(page: Page, part: str = "Open rooms") -> Locator:
    return page.get_by_role("list", name=part, exact=True).get_by_role("listitem")


@pytest.mark.req("SC-1.6", "SC-1.2")
def test_a_room_is_opened_booked_and_moved(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """The host opens a room, the guest books it in another window; each sees at once what the other does."""
    ben, page = belonging(stack, practice), open_window()
    cleo = signed_in(page, practice)
    cleo.open("/rooms")
    expect(page.get_by_text("No room is open at the moment")).to_be_visible()
    guest = at_home(open_window(), practice, ben, "/my/rooms")
    expect(guest.get_by_text("No room is open at the moment")).to_be_visible()

    page.get_by_role("button", name="New room").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Open the room").click()
    expect(dialog.get_by_text("Please choose a day.")).to_be_visible()
    plan(dialog, 3, "0330PM", "Bad news")
    dialog.get_by_role("button", name="Open the room").click()
    expect(dialog).to_have_count(0)
    expect(rooms(page)).to_contain_text("Bad news")

    # Without a reload.
    expect(rooms(guest)).to_contain_text("Bad news")
    guest.get_by_role("button", name="Book: ").click()
    expect(guest.get_by_role("dialog")).to_contain_text("You practise with")
    guest.get_by_role("dialog").get_by_role("button", name="Book it").click()
    sees(guest, "Bad news")
    expect(rooms(page)).to_have_count(0)
    page.get_by_role("tab", name="My rooms").click()
    expect(rooms(page, "To come")).to_contain_text("Ben Tremblay")
    page.get_by_role("link", name="Bad news").click()
    sees(page, "Bad news")

    page.get_by_role("button", name="Change", exact=True).click()
    dialog = page.get_by_role("dialog")
    set_time(dialog, "Begins at", "0430PM")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    expect(guest.get_by_text("4:30")).to_be_visible()
    page.get_by_role("button", name="Delete the room").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete the room").click()
    expect(page.get_by_text("You have no practice rooms yet")).to_be_visible()
    sees(guest, "There is no such room, or no longer")


@pytest.mark.req("SC-1.7")
def test_two_practise_in_rounds(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """Stage and rounds are the same in both windows, nothing typed is lost, and it ends for good."""
    practice.admin.table("organization_settings").update({"video_provider": "jitsi"}).neq("video_provider", "jitsi").execute()
    ben, room = belonging(stack, practice), make(practice, "create_practice_room", 4, title="Bad news")
    ben.api.rpc("book_practice_room", {"room_id": room["room_id"]}).execute()
    page = open_window()
    signed_in(page, practice).open(f"/rooms/{room['room_id']}")
    guest = at_home(open_window(), practice, ben, f"/my/rooms/{room['room_id']}")
    sees(guest, "Bad news")
    expect(guest.get_by_role("link", name="https://meet.jit.si/")).to_be_visible()
    page.get_by_role("button", name="Interview").click()
    expect(guest.get_by_role("button", name="Interview")).to_have_attribute("aria-pressed", "true")

    guest.get_by_role("button", name="Start round 1").click()
    expect(guest.get_by_text("Please say who practises.")).to_be_visible()
    guest.get_by_role("radio", name="Ben Tremblay").check(force=True)
    guest.get_by_label("The case").fill("A lump was found.")
    guest.get_by_role("button", name="Start round 1").click()
    expect(page.get_by_text("A lump was found.")).to_be_visible()
    page.get_by_label("Assessment").fill("Good pauses.")
    page.reload()
    expect(page.get_by_label("Assessment")).to_have_value("Good pauses.")
    guest.get_by_label("Transcript").fill("I have difficult news.")
    guest.get_by_role("button", name="Finish the round").click()
    expect(page.get_by_text("I have difficult news.")).to_be_visible()
    page.get_by_role("button", name="Add: Assessment").click()
    expect(guest.get_by_text("Good pauses.")).to_be_visible()
    expect(guest.get_by_role("button", name="Start round 2")).to_be_visible()
    assert [] == violations(guest) + sideways(guest)

    page.get_by_role("button", name="Done", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(guest.get_by_text("The practice has ended.")).to_be_visible()
    expect(guest.get_by_role("button", name="Start round 2")).to_have_count(0)
    rounds = ben.api.table("practice_rounds").select("number,candidate,case_brief,transcript,assessment").execute().data
    assert rounds == [
        {"number": 1, "candidate": "guest", "case_brief": "A lump was found.", "transcript": "I have difficult news.", "assessment": "Good pauses."}
    ]


@pytest.mark.req("SC-1.2", "SC-3.1", "SC-1.6")
def test_who_comes_too_late_is_told_kindly(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """A taken room and a taken time: the list is fresh again, and nothing was overwritten.  Times are offered, withdrawn, and taken."""
    ben, gil = belonging(stack, practice), belonging(stack, practice, "Gil Roy")
    room, slot = make(practice, "create_practice_room", 4), make(practice, "create_room_slot", 5, title="Triage")
    page = at_home(open_window(viewport={"width": 390, "height": 844}), practice, ben, "/my/rooms")
    page.get_by_role("button", name="Book: ").click()

    def overtaken(route: Route) -> None:
        gil.api.rpc("book_practice_room", {"room_id": room["room_id"]}).execute()
        route.continue_()

    page.route("**/rpc/book_practice_room", overtaken)
    page.get_by_role("dialog").get_by_role("button", name="Book it").click()
    expect(page.get_by_role("group").filter(has_text="Somebody was quicker")).to_be_focused()
    expect(page.get_by_text("No room is open at the moment")).to_be_visible()

    page.get_by_role("tab", name="Offered times").click()
    expect(rooms(page, "Offered times")).to_contain_text("Triage")
    assert [] == violations(page) + sideways(page)
    page.get_by_role("button", name="Offer a time").click()
    dialog = page.get_by_role("dialog")
    plan(dialog, 6, "0130PM", "Consent")
    assert [] == violations(page)
    dialog.get_by_role("button", name="Offer it").click()
    expect(rooms(page, "Offered times")).to_have_count(2)
    page.get_by_role("button", name="Withdraw: ").click()
    expect(rooms(page, "Offered times")).to_have_count(1)
    page.get_by_role("button", name="Book: ").click()
    page.get_by_role("dialog").get_by_role("button", name="Book it").click()
    sees(page, "Triage")
    # Nobody was quicker: it is the guest who has something else at that time.
    at_once = {"organization_id": room["organization_id"], "starts_at": day_at(5, 15).isoformat()}
    same = gil.api.rpc("create_practice_room", at_once).execute().data
    page.goto(f"/my/rooms/{same['room_id']}")
    page.unroute("**/rpc/book_practice_room")
    page.get_by_role("button", name="Book", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Book it").click()
    expect(page.get_by_role("dialog").get_by_text("You have an appointment or another practice room at this time.")).to_be_visible()
    booked = practice.admin.table("practice_rooms").select("host_name,guest_name,status").order("starts_at").execute().data
    assert [each["guest_name"] for each in booked if each["guest_name"]] == ["Gil Roy", "Ben Tremblay"]
    assert practice.admin.table("room_slots").select("status").eq("slot_id", slot["slot_id"]).execute().data == [{"status": "booked"}]


@pytest.mark.req("SC-1.1", "SC-1.2")
def test_a_private_room_is_found_by_its_link(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """Shown once to the host; a stranger to the practice opens it, signs in, comes back and books; the token is in no address but the fragment."""
    page = open_window()
    cleo = signed_in(page, practice)
    cleo.open("/rooms")
    page.get_by_role("button", name="New room").first.click()
    dialog = page.get_by_role("dialog")
    plan(dialog, 3, "0330PM", "Between us")
    dialog.get_by_text("Private: only whoever has the link finds it").click()
    dialog.get_by_role("button", name="Open the room").click()
    link = page.get_by_label("Address of the room").inner_text()
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_text("No room is open at the moment")).to_be_visible()

    guest, asked = open_window(), []
    guest.on("request", lambda request: asked.append(request.url))
    guest.goto(link)
    sees(guest, "A private practice room")
    guest.get_by_role("link", name="Sign in").last.click()
    stranger = make_person(stack)
    guest.get_by_label("Email").fill(stranger.email)
    guest.get_by_label("Password", exact=True).fill(stranger.password)
    guest.get_by_role("main").get_by_role("button", name="Sign in").click()
    sees(guest, "Between us")
    guest.get_by_role("button", name="Book", exact=True).click()
    guest.get_by_role("dialog").get_by_role("button", name="Book it").click()
    expect(guest.get_by_role("heading", name="Stage")).to_be_visible()
    token = link.partition("#")[2]
    assert len(token) > 40
    assert not [url for url in asked if token in url.partition("#")[0]]
    late = at_home(open_window(locale="fr-CA"), practice, belonging(stack, practice), link)
    sees(late, "Cette salle est prise")
    late.goto("/room#nonsense")
    sees(late, "Ce lien ne fonctionne pas")
    late.goto("/my/rooms")
    sees(late, "Salles de pratique")
