"""The services of a practice: made, changed, archived, and what they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from .axe import sideways, violations
from .staff import Staff, book, day_at, hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def open_services(window: Page, practice: Practice, rest: str = "") -> Staff:
    """The practice's admin at its services, or at one of them."""
    cleo = signed_in(window, practice)
    cleo.open(f"/services{rest}")
    return cleo


def service(practice: Practice, name: str) -> dict[str, Any]:
    """What the database has of a service of that practice."""
    own = practice.admin.table("practitioners").select("organization_id").eq("practitioner_id", practice.practitioner_id).execute().data[0]
    return practice.admin.table("services").select("*").match(own | {"name": name}).execute().data[0]


def type_number(staff: Staff, label: str, number: str) -> None:
    """Types into a number field and leaves it."""
    field = staff.page.get_by_label(label, exact=True)
    field.fill(number)
    field.blur()


@pytest.mark.req("CP-13.1")
def test_a_service_is_made_and_then_bookable(practice: Practice, open_window: Callable[..., Page]) -> None:
    """What is missing is told at its field; nothing typed is lost on the way."""
    cleo = open_services(open_window(), practice, "?service=new")
    cleo.sees("New service")
    type_number(cleo, "Length in minutes", "25")
    type_number(cleo, "Price", "95.50")
    type_number(cleo, "Hours of notice to book", "1.5")
    cleo.press("Save the service")
    expect(cleo.page.get_by_label("Name", exact=True)).to_be_focused()
    expect(cleo.page.get_by_text("Please fill this in.")).to_be_visible()
    cleo.page.get_by_label("Name", exact=True).fill("Short follow-up")
    cleo.choose("How you meet", "By video")
    cleo.page.get_by_label("Name in calendars").fill("Follow-up")
    cleo.page.reload()
    expect(cleo.page.get_by_label("Name", exact=True)).to_have_value("Short follow-up")
    expect(cleo.page.get_by_role("checkbox", name="Ada Lindqvist")).to_be_checked()
    cleo.press("Save the service")
    cleo.sees("Services")
    row = cleo.page.get_by_role("row").filter(has_text="Short follow-up")
    for text in ["25 minutes", "$95.50", "By video", "Ada Lindqvist"]:
        expect(row).to_contain_text(text)
    made = service(practice, "Short follow-up")
    assert (made["min_notice_minutes"], made["price_cents"], made["location_kind"], made["daily_limit"]) == (90, 9550, "online", None)
    assert made["event_category"] == "Follow-up"
    assert book(practice, day_at(3, 9, 15), service_id=made["service_id"])["status"] == "confirmed"
    cleo.page.get_by_role("link", name="New service").click()
    name = cleo.page.get_by_label("Name", exact=True)
    expect(name).to_have_value("")
    name.fill("Not this one")
    cleo.page.get_by_role("link", name="Back without saving").click()
    cleo.page.get_by_role("link", name="New service").click()
    expect(name).to_have_value("")


def test_seats_that_are_taken_stay(make_practice: Callable[..., Practice], open_window: Callable[..., Page]) -> None:
    """Fewer seats than a coming group has takers are refused, naming them; what was typed stays."""
    practice = make_practice(capacity=3, name="Reading circle")
    when = day_at(3, 9)
    for name in ["Ben Tremblay", "Zoé Lafleur"]:
        book(practice, when, name)
    cleo = open_services(open_window(), practice, f"?service={practice.service_id}")
    cleo.sees("Reading circle")
    type_number(cleo, "Seats", "1")
    cleo.press("Save the service")
    expect(cleo.page.get_by_role("alert").filter(has_text=f"More seats are taken already: 2 on {when:%Y-%m-%d} 09:00")).to_be_visible()
    expect(cleo.page.get_by_label("Seats", exact=True)).to_have_value("1")
    assert service(practice, "Reading circle")["capacity"] == 3
    type_number(cleo, "Seats", "2")
    cleo.press("Save the service")
    cleo.sees("Services")
    assert service(practice, "Reading circle")["capacity"] == 2


def test_a_draft_left_behind_changes_only_what_was_changed_in_it(practice: Practice, open_window: Callable[..., Page]) -> None:
    """What somebody else saved meanwhile stays."""
    cleo = open_services(open_window(), practice, f"?service={practice.service_id}")
    cleo.page.get_by_label("Name", exact=True).fill("First meeting")
    practice.admin.table("services").update({"price_cents": 7700}).eq("service_id", practice.service_id).execute()
    cleo.page.reload()
    expect(cleo.page.get_by_label("Price", exact=True)).to_have_value("77")
    expect(cleo.page.get_by_label("Name", exact=True)).to_have_value("First meeting")
    cleo.press("Save the service")
    cleo.sees("Services")
    assert service(practice, "First meeting")["price_cents"] == 7700


def test_a_new_service_is_made_once_over_a_reload(practice: Practice, open_window: Callable[..., Page]) -> None:
    """What was refused after it was made is sent again for the same service."""
    cleo = open_services(open_window(), practice, "?service=new")
    cleo.sees("New service")
    cleo.page.route("**/practitioner_services?**service_id=eq**", lambda route: route.abort())
    cleo.page.get_by_label("Name", exact=True).fill("Short follow-up")
    cleo.press("Save the service")
    expect(cleo.page.get_by_role("alert")).to_be_visible()
    cleo.page.unroute("**/practitioner_services?**service_id=eq**")
    cleo.page.reload()
    expect(cleo.page.get_by_label("Name", exact=True)).to_have_value("Short follow-up")
    cleo.press("Save the service")
    cleo.sees("Services")
    expect(cleo.page.get_by_role("row").filter(has_text="Short follow-up")).to_have_count(1)
    expect(cleo.page.get_by_role("row").filter(has_text="Short follow-up")).to_contain_text("Ada Lindqvist")


def test_a_room_is_added_and_needed(practice: Practice, open_window: Callable[..., Page]) -> None:
    """A second service at the same time with somebody else would need it too; here the database has the need, then no more."""
    cleo = open_services(open_window(), practice)
    cleo.sees("Services")
    cleo.page.get_by_label("Name of the room or thing").fill("Blue room")
    cleo.page.get_by_label("Its kind").fill("Large room")
    cleo.press("Add it")
    expect(cleo.page.get_by_role("row").filter(has_text="Blue room")).to_contain_text("large room")
    cleo.page.get_by_role("link", name=practice.service_name).click()
    cleo.press("Add a need")
    cleo.press("Save the service")
    cleo.sees("Services")
    needs = practice.admin.table("service_needs").select("kind, quantity").eq("service_id", practice.service_id)
    assert needs.execute().data == [{"kind": "large_room", "quantity": 1}]
    cleo.page.get_by_role("link", name=practice.service_name).click()
    cleo.press("Remove: large room")
    cleo.page.get_by_role("checkbox", name="Ada Lindqvist").uncheck(force=True)
    cleo.press("Save the service")
    cleo.sees("Services")
    assert needs.execute().data == []
    expect(cleo.page.get_by_role("row").filter(has_text=practice.service_name)).to_contain_text("Nobody yet")
    cleo.press("Archive: Blue room")
    expect(cleo.page.get_by_role("row").filter(has_text="Blue room")).to_contain_text("Archived")


def test_a_service_is_archived_and_offered_again(practice: Practice, open_window: Callable[..., Page]) -> None:
    """After a question, and the focus is not lost."""
    cleo = open_services(open_window(), practice, f"?service={practice.service_id}")
    cleo.press("Archive")
    cleo.page.get_by_role("dialog").get_by_role("button", name="No, go back").click()
    expect(cleo.page.get_by_role("button", name="Archive", exact=True)).to_be_focused()
    cleo.press("Archive")
    cleo.press("Archive the service")
    expect(cleo.page.get_by_text("There is no service yet")).to_be_visible()
    assert service(practice, practice.service_name)["archived_at"] is not None
    cleo.press(f"Offer again: {practice.service_name}")
    expect(cleo.page.get_by_role("link", name=practice.service_name)).to_be_visible()


@pytest.mark.req("TS-4")
def test_practitioners_read_and_strangers_find_nothing(
    practice: Practice, make_practice: Callable[..., Practice], mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]
) -> None:
    """Whatever the address says, another practice's service neither."""
    api, _ = hire(practice, mailbox, stack)
    eve = signed_in(open_window(), practice, api)
    eve.open(f"/services?service={practice.service_id}")
    eve.sees("Services")
    expect(eve.page.get_by_role("row").filter(has_text=practice.service_name)).to_contain_text("Ada Lindqvist, Eve Roy")
    expect(eve.page.get_by_role("link", name="New service")).to_have_count(0)
    other = make_practice()
    stranger = signed_in(open_window(), other)
    stranger.page.goto(f"/at/{practice.organization_slug}/services")
    stranger.sees("There is nothing here")
    stranger.open(f"/services?service={practice.service_id}")
    stranger.sees("This service is not here")


def test_list_and_editor_are_accessible_in_french(practice: Practice, open_window: Callable[..., Page]) -> None:
    """With every part in sight, and nothing cut off on a narrow screen."""
    organization = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    practice.admin.table("resources").insert(organization | {"kind": "room", "name": "Blue room"}).execute()
    cleo = open_services(open_window(locale="fr-CA"), practice)
    expect(cleo.page.get_by_role("link", name="Nouveau service")).to_be_visible()
    assert violations(cleo.page) == []
    assert sideways(cleo.page) == []
    cleo.page.get_by_role("link", name="Nouveau service").click()
    cleo.sees("Nouveau service")
    cleo.page.get_by_role("checkbox", name="J’approuve").check(force=True)
    cleo.press("Ajouter un besoin")
    cleo.press("Enregistrer le service")
    expect(cleo.page.get_by_text("Veuillez remplir ce champ.")).to_be_visible()
    assert violations(cleo.page) == []
    assert sideways(cleo.page) == []
