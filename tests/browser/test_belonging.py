"""Who belongs to a practice, and which client to whom: asking to join, handing over, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .people import make_person, sees
from .staff import book, day_at, hire, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice


@pytest.mark.req("DR-1.2", "CP-2.1", "CP-2.2")
def test_somebody_asks_to_join_and_is_approved(practice: Practice, mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]) -> None:
    """From the public page; both sides are told by real mails, and the new profile has what was asked for."""
    organization = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    practice.admin.table("specialties").insert(organization | {"slug": "grief", "name": "Grief"}).execute()
    pat, page = make_person(stack), open_window(viewport={"width": 390, "height": 844})
    pat.sign_in(page)
    page.goto(f"/with/{practice.organization_slug}")
    page.get_by_role("link", name="Ask to join the team").click()
    sees(page, f"Ask to join {practice.organization_name}")
    expect(page.get_by_label("Your name")).to_be_visible()
    assert [] == violations(page)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    page.get_by_label("Your name").fill("Pat Roy")
    page.get_by_label("What you would like to say").fill("I speak Cree.")
    page.get_by_text("Grief", exact=True).click()
    expect(page.get_by_role("checkbox", name="Grief")).to_be_checked()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Your request waits for an answer.")).to_be_visible()
    assert [] == violations(page)

    mine = practice.admin.auth.get_session().user.email
    (asked,) = [letter for letter in mailbox.wait_for(mine, count=1) if "join" in str(letter["subject"])]
    assert "I speak Cree." in str(asked["text"])
    cleo = signed_in(open_window(color_scheme="dark"), practice)
    cleo.open("/members")
    expect(cleo.part("Requests to join")).to_contain_text("Pat Roy")
    assert [] == violations(cleo.page)
    cleo.press("Approve Pat Roy")
    dialog = cleo.page.get_by_role("dialog", name="Let Pat Roy work here?")
    expect(dialog.get_by_role("radio", name="Practitioner")).to_be_checked()
    dialog.get_by_role("button", name="Approve").click()
    expect(cleo.part("Requests to join")).to_have_count(0)
    expect(cleo.part("Team")).to_contain_text("Pat Roy")

    (welcome,) = mailbox.wait_for(pat.email, count=1)
    assert "Welcome" in str(welcome["subject"])
    page.goto("/my")
    expect(page.get_by_text("Approved")).to_be_visible()
    page.get_by_role("link", name=practice.organization_name, exact=True).click()
    page.wait_for_url(f"**/at/{practice.organization_slug}")
    (profile,) = pat.api.table("practitioners").select("display_name,published,specialties").eq("display_name", "Pat Roy").execute().data
    assert profile == {"display_name": "Pat Roy", "published": False, "specialties": ["Grief"]}


@pytest.mark.req("CP-1.5", "CP-2.3", "CP-14.4")
def test_a_client_is_handed_over(practice: Practice, mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]) -> None:
    """What the colleague cannot take is shown before anything is done; then client and bookings go over together, and the history says why."""
    api, eve_id = hire(practice, mailbox, stack)
    organization = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    at_nine = {"practitioner_id": eve_id, "starts_local": "09:00", "ends_local": "12:00"}
    practice.admin.table("availability_rules").insert([organization | at_nine | {"weekday": weekday} for weekday in range(1, 8)]).execute()
    first = book(practice, day_at(3, 9), "Ben Tremblay")
    (client,) = practice.admin.table("clients").select("client_id,email").eq("name", "Ben Tremblay").execute().data
    second = book(practice, day_at(4, 10), client={"client_id": client["client_id"], "consent": True})
    other = book(practice, day_at(4, 10), "Somebody Of Eve", practitioner_id=eve_id)

    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open(f"/clients/{client['client_id']}")
    cleo.sees("Ben Tremblay")
    cleo.choose("In the care of", practice.practitioner_name)
    cleo.press("Assign")
    cleo.press("Hand over to a colleague")
    dialog = page.get_by_role("dialog", name="Hand over Ben Tremblay")
    dialog.get_by_role("button", name="To whom").click()
    page.get_by_role("option", name="Eve Roy").click()
    expect(dialog.get_by_role("listitem").filter(has_text="The colleague is not free then")).to_have_count(1)
    expect(dialog.get_by_text("One appointment cannot be handed over.")).to_be_visible()
    assert [] == violations(page)
    practice.admin.rpc("cancel_booking", {"booking_id": other["booking_id"]}).execute()
    dialog.get_by_role("button", name="No, go back").click()
    expect(dialog).to_have_count(0)

    cleo.press("Hand over to a colleague")
    dialog.get_by_role("button", name="To whom").click()
    page.get_by_role("option", name="Eve Roy").click()
    expect(dialog.get_by_role("listitem").filter(has_text="Possible")).to_have_count(2)
    dialog.get_by_label("Reason").fill("Ada is on leave")
    dialog.get_by_role("button", name="Hand over", exact=True).click()
    expect(dialog).to_have_count(0)
    care = cleo.part("Who cares for this client")
    expect(care.get_by_role("listitem")).to_contain_text(practice.practitioner_name)
    expect(care.get_by_role("listitem")).to_contain_text("Ada is on leave")
    assert [] == violations(page)
    held = api.table("bookings").select("booking_id,reference").eq("client_id", client["client_id"]).order("starts_at").execute().data
    assert [(one["booking_id"], one["reference"]) for one in held] == [(one["booking_id"], one["reference"]) for one in (first, second)]
    told = [letter for letter in mailbox.wait_for(client["email"], count=4) if "somebody else" in str(letter["subject"])]
    assert len(told) == len(held)
    assert all("Eve Roy" in str(letter["text"]) for letter in told)

    cleo.press("End the care")
    page.get_by_role("dialog", name="End the care by Eve Roy?").get_by_role("button", name="End the care").click()
    expect(care.get_by_role("listitem")).to_have_count(2)
    expect(care).to_contain_text("Nobody yet")


@pytest.mark.req("DR-1.3", "BM-R4")
def test_a_member_says_a_name_and_leaves(practice: Practice, mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]) -> None:
    """Not while there are appointments, which are named; a client with an account sees what a member booked for them."""
    api, eve_id = hire(practice, mailbox, stack)
    ben = make_person(stack)
    ben.book(practice)
    (client,) = practice.admin.table("clients").select("client_id").execute().data
    booking = book(practice, day_at(5, 14), client={"client_id": client["client_id"], "consent": True}, practitioner_id=eve_id)
    assert booking["booking_id"] in {one["booking_id"] for one in ben.api.table("bookings").select("booking_id").execute().data}

    eve = signed_in(open_window(), practice, api)
    page = eve.page
    eve.open("/settings")
    page.get_by_label("Your name here").fill("Dr. Eve Roy")
    eve.part("You in this practice").get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").get_by_text("Saved.")).to_be_visible()
    assert api.table("members").select("display_name").eq("user_id", api.auth.get_session().user.id).execute().data == [{"display_name": "Dr. Eve Roy"}]
    eve.press("Leave the practice")
    dialog = page.get_by_role("dialog", name=f"Leave {practice.organization_name}?")
    dialog.get_by_role("button", name="Leave the practice").click()
    expect(dialog.get_by_text(booking["reference"])).to_be_visible()
    assert [] == violations(page)
    practice.admin.rpc("cancel_booking", {"booking_id": booking["booking_id"]}).execute()
    dialog.get_by_role("button", name="Leave the practice").click()
    page.wait_for_url("**/my")
    assert api.table("memberships").select("role").execute().data == []
