"""The product's main job, as a person does it: book, open the mail, follow its link, move, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .mailbox import link_in

if TYPE_CHECKING:
    from .mailbox import Mailbox
    from .practice import Practice
    from .visitor import Visitor

CONFIRMATION, CHANGE, CANCELLATION = 1, 2, 3


@pytest.mark.req("BM-R5", "BM-R6", "BM-R7", "BM-R8", "CP-5.1", "CP-5.2", "CP-5.4", "CP-5.8", "DR-3.3")
def test_a_visitor_books_moves_and_cancels(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """From the list of practitioners to a cancelled booking, without an account."""
    page = visitor.page

    page.goto(f"/with/{practice.organization_slug}")
    page.get_by_role("link", name=practice.practitioner_name).click()
    page.get_by_role("link", name=practice.service_name).click()
    booked = visitor.choose(2)
    visitor.fill_in()
    visitor.book()
    expect(page.get_by_text(visitor.email)).to_be_visible()

    page.goto(practice.path)
    visitor.free_times()
    expect(visitor.time_at(booked)).to_have_count(0)

    [confirmation] = mailbox.wait_for(visitor.email, count=CONFIRMATION)
    page.goto(link_in(confirmation))
    visitor.sees("Your booking")
    page.get_by_role("button", name="Move to another time").click()
    expect(visitor.free_times().first).to_be_visible()
    expect(visitor.time_at(booked)).to_have_count(0)
    later = page.locator(".time").nth(4)
    moved = str(later.get_attribute("data-starts-at"))
    later.click()
    visitor.sees("Move to this time?")
    page.get_by_role("button", name="Yes, move it").click()
    expect(page.get_by_text("Your booking has moved.")).to_be_visible()
    mailbox.wait_for(visitor.email, count=CHANGE)

    page.goto(practice.path)
    visitor.free_times()
    expect(visitor.time_at(booked)).to_be_visible()
    expect(visitor.time_at(moved)).to_have_count(0)

    page.goto(link_in(confirmation))
    page.get_by_role("button", name="Cancel the booking").click()
    page.get_by_label("Reason").fill("I am travelling that day.")
    page.get_by_role("button", name="Yes, cancel it").click()
    visitor.sees("This booking is cancelled")
    mailbox.wait_for(visitor.email, count=CANCELLATION)

    page.reload()
    visitor.sees("This booking is cancelled")
    page.goto(practice.path)
    visitor.free_times()
    expect(visitor.time_at(moved)).to_be_visible()


def test_the_token_stays_in_the_fragment(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """The link's secret is in no address that a server or a log sees."""
    page = visitor.page
    page.goto(practice.path)
    visitor.choose(0)
    visitor.fill_in()
    visitor.book()
    link = link_in(mailbox.wait_for(visitor.email, count=CONFIRMATION)[0])
    token = link.partition("#")[2]
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url.partition("#")[0]))

    page.goto(link)
    visitor.sees("Your booking")

    assert addresses
    assert not [address for address in addresses if token in address]
    assert page.url.endswith(f"#{token}")
