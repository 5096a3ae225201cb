"""Mail that one can do without ends, and comes again, on the page behind the link at its foot."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .test_accessibility import OVERFLOW, SMALL_TARGETS
from .test_waitlist import details

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .mailbox import Mailbox
    from .practice import Practice
    from .visitor import Visitor

LINK = re.compile(r"https?://\S+/unsubscribe#[A-Za-z0-9_-]{43}")


def link_of(practice: Practice, mailbox: Mailbox, email: str) -> str:
    """The link at the foot of the mail that says one is on the waitlist, which one can do without."""
    far = f"{datetime.now(UTC) + timedelta(days=300):%F}"
    practice.admin.rpc("join_waitlist", {"service_id": practice.service_id, "from_date": far, "to_date": far, "client": details(email)}).execute()
    (found,) = LINK.findall(str(mailbox.wait_for(email, count=1)[0]["text"]))
    return found


@pytest.mark.req("BM-R14")
def test_a_choice_and_its_undoing(open_window: Callable[..., Page], visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """Opening the link changes nothing; each kind goes off and on again, and the next visit shows how it stands; axe finds nothing."""
    link = link_of(practice, mailbox, visitor.email)
    page = open_window(reduced_motion="reduce")
    for _ in range(2):
        page.goto("about:blank")
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Mail from {practice.organization_name}")
        row = page.locator(".mail-kind").first
        expect(row).to_contain_text("News about the waitlist")
        expect(row).to_contain_text("You get this by mail.")
    assert violations(page) == []

    row.get_by_role("button", name="Stop this").click()
    expect(page.locator(".notice.success")).to_be_focused()
    expect(page.locator(".notice.success")).to_contain_text("no more mail of this kind: news about the waitlist")
    expect(row).to_contain_text("You only get what you need to know.")
    assert violations(page) == []
    assert [] == page.evaluate(SMALL_TARGETS)
    page.reload()
    expect(row.get_by_role("button", name="Send it again")).to_be_visible()
    row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice.success")).to_contain_text("again: news about the waitlist")

    page.get_by_role("button", name="Stop all of these").click()
    expect(page.locator(".mail-state.off")).to_have_count(page.locator(".mail-kind").count())
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Courriels de {practice.organization_name}")
    assert violations(page) == []
    assert link.split("#")[1] not in page.content()


def test_what_is_refused_is_said(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """Without a connection nothing changes; a link that opens nothing says so; narrow screens lose nothing."""
    page = visitor.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(link_of(practice, mailbox, visitor.email))
    page.route("**/rpc/unsubscribe_by_token", lambda route: route.abort())
    page.get_by_role("button", name="Stop this").first.click()
    expect(page.locator(".notice.problem")).to_be_focused()
    expect(page.locator(".mail-kind").first).to_contain_text("You get this by mail.")
    assert 0 == page.evaluate(OVERFLOW)
    page.goto("about:blank")
    page.goto("/unsubscribe#nonsense")
    visitor.sees("This link does not work")
    assert violations(page) == []
