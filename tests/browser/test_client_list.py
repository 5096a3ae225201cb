"""The clients of a practice: found, reached, corrected and assigned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .staff import book, client_details, day_at, hire, let_begin, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice


@pytest.mark.req("CP-1.2", "CP-1.3", "CP-12.1", "CP-12.5")
def test_each_sees_the_own_clients_and_an_admin_all(practice: Practice, mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]) -> None:
    """With the last and the next booking; the search outlives a reload."""
    api, eve_id = hire(practice, mailbox, stack)
    regular = client_details('Regular, of "Eve"')
    last, coming = day_at(-2, 9), day_at(2, 14)
    past = book(practice, day_at(3, 13), client=regular, practitioner_id=eve_id)
    let_begin(stack, past["booking_id"], hours_ago=48)
    book(practice, coming, client=regular, practitioner_id=eve_id)
    book(practice, day_at(2, 9), "Somebody Of Ada")

    eve = signed_in(open_window(), practice, api)
    eve.open("/clients")
    expect(eve.page.get_by_role("rowheader")).to_have_text(['Regular, of "Eve"'])
    row = eve.page.get_by_role("row").filter(has_text="Regular")
    expect(row.get_by_role("link", name=f"{coming:%a, %b} {coming.day}")).to_be_visible()
    expect(row).to_contain_text(f"{last:%a, %b} {last.day}")

    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open("/clients")
    expect(page.get_by_role("rowheader")).to_have_count(2)
    page.get_by_label("Name or email").fill("of ada")
    expect(page.get_by_role("rowheader")).to_have_text(["Somebody Of Ada"])
    page.reload()
    expect(page.get_by_role("rowheader")).to_have_text(["Somebody Of Ada"])
    page.get_by_label("Name or email").fill("nobody at all")
    expect(page.get_by_text("Nobody fits")).to_be_visible()


@pytest.mark.req("CP-1.3")
def test_more_clients_than_a_page(practice: Practice, open_window: Callable[..., Page]) -> None:
    """By name, whatever signs the names have."""
    for number in range(26):
        name = f'Client {number:02}, "the {number}th"'
        book(practice, day_at(1 + number // 3, 9 + number % 3), name)
    cleo = signed_in(open_window(), practice)
    cleo.open("/clients?q=client")
    rows = cleo.page.get_by_role("rowheader")
    expect(rows).to_have_count(25)
    cleo.press("Show more")
    expect(rows).to_have_count(26)
    expect(rows.last).to_have_text('Client 25, "the 25th"')


@pytest.mark.req("CP-1.4", "CP-1.5")
def test_an_admin_corrects_and_assigns_a_client(practice: Practice, mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]) -> None:
    """What is wrong is told at its field; the colleague sees the client from then on."""
    api, _ = hire(practice, mailbox, stack)
    book(practice, day_at(2, 9), "Bem Tremblay")
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open("/clients")
    page.get_by_role("link", name="Bem Tremblay").click()
    cleo.sees("Bem Tremblay")
    assert [] == violations(page)
    cleo.press("Edit")
    page.get_by_label("Name").fill("Ben Tremblay")
    page.get_by_label("Phone").fill("none")
    cleo.press("Save")
    expect(page.get_by_label("Phone")).to_have_accessible_description("Please enter a phone number.")
    assert [] == violations(page)
    page.get_by_label("Phone").fill("+1 514 555 0111")
    cleo.press("Save")
    cleo.sees("Ben Tremblay")
    expect(page.get_by_role("link", name="+1 514 555 0111")).to_be_visible()

    cleo.choose("In the care of", "Eve Roy")
    cleo.press("Assign")
    expect(page.get_by_text("Eve Roy cares for this client from now on")).to_be_visible()
    eve = signed_in(open_window(), practice, api)
    eve.open("/clients")
    expect(eve.page.get_by_role("rowheader")).to_have_text(["Ben Tremblay"])
    eve.page.get_by_role("link", name="Ben Tremblay").click()
    eve.sees("Ben Tremblay")
    expect(eve.page.get_by_role("button", name="Edit")).to_have_count(0)
    expect(eve.part("To come")).to_contain_text("Nothing is booked yet")

    page.get_by_role("link", name="Book for this client").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ben Tremblay")


@pytest.mark.req("BM-R14")
def test_clients_are_accessible_and_fit_small_screens(practice: Practice, open_window: Callable[..., Page]) -> None:
    """The list and a client's page, in French too."""
    cleo = signed_in(open_window(), practice)
    page = cleo.page
    cleo.open("/clients")
    expect(page.get_by_text("No clients yet")).to_be_visible()
    assert [] == violations(page)
    book(practice, day_at(2, 9), "Ben Tremblay")
    page.reload()
    page.set_viewport_size({"width": 320, "height": 700})
    page.get_by_role("button", name="Français").click()
    cleo.sees("Clientèle")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [] == violations(page)
    page.get_by_role("link", name="Ben Tremblay").click()
    cleo.sees("Ben Tremblay")
    expect(page.get_by_role("table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [] == violations(page)
