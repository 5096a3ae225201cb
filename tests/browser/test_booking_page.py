"""The booking page beside its main path: deep links, what is known of who is signed in, what is typed, and the waitlist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .people import make_person
from .test_waitlist import offer_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice
    from .visitor import Visitor

TYPED = {"Name": "Ben Tremblay", "Email": "ben@client.example", "Phone": "+1 514 555 0100", "Anything to know beforehand?": "I come by bicycle."}


def has_typed(page: Page) -> None:
    """All of it is still there."""
    for label, answer in TYPED.items():
        expect(page.get_by_label(label)).to_have_value(answer)
    expect(page.get_by_role("checkbox")).to_be_checked()


def test_what_is_typed_survives_refresh_back_and_errors(visitor: Visitor, practice: Practice) -> None:
    """Nothing has to be typed twice, whatever comes between."""
    page = visitor.page
    page.goto(practice.path)
    visitor.choose(0)
    for label, answer in TYPED.items():
        page.get_by_label(label).fill(answer)
    visitor.consent()

    page.reload()
    visitor.sees("Choose a time")
    visitor.choose(1)
    has_typed(page)

    page.go_back()
    visitor.sees("Choose a time")
    visitor.choose(2)
    has_typed(page)

    page.route("**/rpc/confirm_hold", lambda route: route.fulfill(status=500, json={"message": "broken"}))
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator(".notice.problem")).to_be_focused()
    expect(page.locator(".notice.problem")).to_contain_text("Something went wrong on our side.")
    has_typed(page)
    page.unroute("**/rpc/confirm_hold")
    visitor.book()
    page.get_by_role("button", name="Book another time").click()
    visitor.choose(3)
    expect(page.get_by_label("Name")).to_have_value("Ben Tremblay")
    expect(page.get_by_role("checkbox")).not_to_be_checked()


def test_back_from_the_booking_leads_to_free_times(visitor: Visitor, practice: Practice) -> None:
    """And forward again to no form whose time is long given away."""
    page = visitor.page
    page.goto(practice.path)
    visitor.choose(0)
    page.go_back()
    visitor.sees("Choose a time")
    page.go_forward()
    visitor.sees("Choose a time")
    visitor.choose(0)
    visitor.fill_in()
    visitor.book()
    page.go_back()
    visitor.sees("Choose a time")


def test_the_way_back_leads_to_the_practitioner(visitor: Visitor, practice: Practice) -> None:
    """From the steps on a wide screen, by name on a narrow one."""
    page = visitor.page
    for width, name in ((1280, "Service"), (390, practice.practitioner_name)):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(practice.path)
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        visitor.sees(practice.practitioner_name)


def test_a_time_chosen_elsewhere_stands_out(visitor: Visitor, practice: Practice) -> None:
    """The page starts at its day; nothing is kept before it is chosen here."""
    page = visitor.page
    page.goto(practice.path)
    page.get_by_role("button", name="Later week").click()
    wanted = str(visitor.free_times().nth(4).get_attribute("data-starts-at"))
    page.goto(f"{practice.path}?at={wanted}")
    visitor.free_times()
    expect(page.locator(".time.wanted")).to_have_attribute("data-starts-at", wanted)
    expect(page.locator(".time").first).to_be_in_viewport()
    visitor.time_at(wanted).click()
    visitor.sees("Your details")


def test_who_is_signed_in_need_not_type_what_is_known(visitor: Visitor, practice: Practice, stack: Stack) -> None:
    """Name, address and phone come from an earlier booking; whoever was nowhere before finds the account's address."""
    person = make_person(stack)
    page = visitor.page
    person.sign_in(page)
    page.goto(practice.path)
    visitor.choose(0)
    expect(page.get_by_label("Email")).to_have_value(person.email)
    expect(page.get_by_label("Name")).to_have_value("")

    person.book(practice, number=3)
    page.reload()
    visitor.choose(0)
    expect(page.get_by_label("Name")).to_have_value("Ben Tremblay")
    expect(page.get_by_label("Phone")).to_have_value("+1 514 555 0100")
    page.get_by_label("Name").fill("Benoît Tremblay")
    visitor.consent()
    visitor.book()
    booked = practice.admin.table("bookings").select("client_name, client_email").eq("practitioner_id", practice.practitioner_id).execute().data
    assert {"client_name": "Benoît Tremblay", "client_email": person.email} in booked


def test_where_nothing_suits_there_is_the_waitlist(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """The details are the same as for a booking; the mail that follows leads to the wish."""
    page = visitor.page
    page.goto(practice.path)
    page.get_by_role("button", name="Join the waitlist").click()
    visitor.sees("Wait for a time to come free")
    page.get_by_role("button", name="Join the waitlist").click()
    expect(page.get_by_label("Name")).to_be_focused()
    page.get_by_text("Monday", exact=True).click()
    visitor.fill_in()
    page.get_by_role("button", name="Join the waitlist").click()
    visitor.sees("You are on the list")
    assert [] == violations(page)

    page.goto(offer_link(mailbox.wait_for(visitor.email, count=1)[0]))
    visitor.sees("You are on the list")
    wish = practice.admin.table("waitlist").select("weekdays, status").eq("service_id", practice.service_id).execute().data
    assert [{"weekdays": [1], "status": "waiting"}] == wish


def test_who_takes_no_new_clients_says_so_first(visitor: Visitor, practice: Practice) -> None:
    """CP-2.4: clients of old may still sign in; there is no list to wait on."""
    practice.admin.table("practitioners").update({"accepting_clients": False}).eq("practitioner_id", practice.practitioner_id).execute()
    page = visitor.page
    page.goto(practice.path)
    visitor.free_times()
    expect(page.get_by_text("Ada Lindqvist is not taking new clients at the moment.")).to_be_visible()
    expect(page.get_by_role("button", name="Join the waitlist")).to_have_count(0)
    visitor.free_times().first.click()
    expect(page.locator(".notice.problem")).to_contain_text("not taking new clients")


@pytest.mark.parametrize("service", ["00000000-0000-4000-8000-000000000000", "nonsense"])
def test_what_is_not_offered_is_not_found(visitor: Visitor, practice: Practice, service: str) -> None:
    """An address that was never right, or is no longer."""
    visitor.page.goto(f"/with/{practice.organization_slug}/ada/{service}")
    visitor.sees("That did not work")
    visitor.page.get_by_role("link", name="See everyone who can be booked").click()
    expect(visitor.page.get_by_role("link", name=practice.practitioner_name).first).to_be_visible()


def test_without_a_connection_free_times_are_asked_for_again(open_window: Callable[..., Page], practice: Practice) -> None:
    """The page says what is wrong where the times would be."""
    page = open_window()
    page.route("**/rpc/available_slots", lambda route: route.abort())
    page.goto(practice.path)
    expect(page.locator(".week-results .notice.problem")).to_contain_text("We cannot reach the booking service.", timeout=15_000)
    page.unroute("**/rpc/available_slots")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".time").first).to_be_visible()
