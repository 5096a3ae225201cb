"""Every screen and state keeps WCAG 2.2 AA: axe-core in light and dark, 320 px, 200 % text, targets, reduced motion."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .axe import OVERFLOW, sideways, violations
from .mailbox import link_in
from .visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from .mailbox import Mailbox
    from .practice import Practice

SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, textarea')]
  .filter(element => element.checkVisibility() && !element.closest('[aria-hidden=true]'))
  .filter(element => !element.closest('.visually-hidden') && !element.matches('.shell-skip, button[tabindex="-1"]'))
  .map(element => [element.matches('input[type=radio], input[type=checkbox]') ? element.closest('label') : element, element])
  .filter(([target]) => { const box = target.getBoundingClientRect(); return box.width < 24 || box.height < 24; })
  .map(([, element]) => element.outerHTML)"""


def states(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> Iterator[str]:
    """Walk through every screen and state of all pages, and stop at each by its name."""
    visitor.page.clock.install()
    yield from states_of_booking(visitor, practice)
    yield from states_of_managing(visitor, link_in(mailbox.wait_for(visitor.email, count=1)[0]))
    yield from states_of_joining(visitor)


def states_of_booking(visitor: Visitor, practice: Practice) -> Iterator[str]:
    """Book a time, with every trouble on the way."""
    page = visitor.page
    page.goto(practice.path)
    visitor.free_times()
    yield "when"
    page.get_by_role("button", name="Calendar").click()
    visitor.free_times()
    yield "when, with a calendar"
    page.get_by_role("button", name="List", exact=True).click()
    page.get_by_role("button", name="Join the waitlist").click()
    visitor.sees("Wait for a time to come free")
    yield "waitlist"
    page.get_by_role("button", name="Join the waitlist").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    yield "waitlist, with answers missing"
    page.get_by_role("button", name="See the free times").click()
    visitor.free_times()
    page.route("**/rpc/request_hold", lambda route: route.abort())
    page.locator(".time").first.click()
    expect(page.locator(".notice.problem")).to_be_visible()
    yield "when, without a connection"
    page.unroute("**/rpc/request_hold")
    visitor.choose(0)
    yield "details"
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator("[aria-invalid]").first).to_be_visible()
    yield "details, with answers missing"
    page.clock.fast_forward("04:10")
    expect(page.get_by_role("button", name="Keep this time")).to_be_visible()
    yield "details, time running out"
    page.clock.fast_forward("01:00")
    expect(page.get_by_role("button", name="Keep it for me again")).to_be_visible()
    yield "details, time over"
    page.get_by_role("button", name="Keep it for me again").click()
    expect(page.locator(".notice.success")).to_be_visible()
    yield "details, kept again"
    visitor.fill_in()
    visitor.book()
    yield "done"
    page.goto(f"/with/{practice.organization_slug}/nobody/{practice.service_id}")
    visitor.sees("That did not work")
    yield "unknown practitioner"


def states_of_managing(visitor: Visitor, link: str) -> Iterator[str]:
    """Move the booking behind *link*, then cancel it."""
    page = visitor.page
    page.goto(link)
    visitor.sees("Your booking")
    yield "booking"
    page.get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "cancel dialog"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Move to another time").click()
    visitor.free_times()
    yield "move"
    page.locator(".time").nth(1).click()
    visitor.sees("Move to this time?")
    yield "move, to confirm"
    page.get_by_role("button", name="Yes, move it").click()
    expect(page.locator(".notice.success")).to_be_visible()
    yield "moved"
    page.get_by_role("button", name="Cancel the booking").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    visitor.sees("This booking is cancelled")
    yield "cancelled"
    page.goto("/manage")
    visitor.sees("This link does not open a booking")
    yield "link invalid"


def states_of_joining(visitor: Visitor) -> Iterator[str]:
    """Open an invitation, good or bad."""
    page = visitor.page
    page.goto("/join#something")
    visitor.sees("Join the practice")
    yield "join"
    page.get_by_role("button", name="Make the account and join").click()
    expect(page.locator("[aria-invalid]").first).to_be_visible()
    yield "join, with answers missing"
    page.goto("/join")
    visitor.sees("This invitation does not work")
    yield "invitation invalid"


def somebody(page: Page) -> Visitor:
    """A visitor at *page* with a fresh address."""
    return Visitor(page, f"ben-{uuid4().hex[:10]}@client.example")


@pytest.mark.req("BM-R14")
def test_no_state_breaks_a_rule(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox) -> None:
    """By day and by night, with targets of 24 px at least, and without scrolling sideways at 320 px, or at 1280 px and 200 %."""
    # Vancouver, so that the zone switch is there.
    page = open_window(timezone_id="America/Vancouver", reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    for state in states(somebody(page), practice, mailbox):
        found[state] = violations(page) + [f"small target: {element}" for element in page.evaluate(SMALL_TARGETS)] + sideways(page)
    assert {} == {state: problems for state, problems in found.items() if problems}


def test_twice_the_text_size_still_fits(open_window: Callable[..., Page], practice: Practice) -> None:
    """Text alone at 200 % (WCAG 1.4.4) makes nothing scroll sideways on a laptop."""
    page = open_window(timezone_id="America/Vancouver")
    page.goto(practice.path)
    visitor = somebody(page)
    visitor.free_times()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert 0 == page.evaluate(OVERFLOW)
    visitor.choose(0)
    assert 0 == page.evaluate(OVERFLOW)


def test_reduced_motion_is_respected(open_window: Callable[..., Page], practice: Practice) -> None:
    """Who asked for less motion gets none."""
    page = open_window(reduced_motion="reduce")
    page.goto(practice.path)
    somebody(page).free_times()
    moving = page.evaluate(
        "() => [...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration.split(',').some(d => parseFloat(d) > 0)).length"
    )
    assert 0 == moving
