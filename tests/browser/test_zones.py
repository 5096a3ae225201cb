"""Times are shown in a zone that is always said, the visitor's or the practitioner's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from .visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .practice import Practice


def test_the_visitor_switches_zones(open_window: Callable[..., Page], practice: Practice) -> None:
    """Nine in Toronto is six in Vancouver, and both are the same instant."""
    page = open_window(timezone_id="America/Vancouver")
    visitor = Visitor(page, "ben@client.example")
    page.goto(practice.path)
    first = visitor.free_times().first
    expect(page.get_by_label("Your time zone: Pacific Time")).to_be_checked()
    instant = str(first.get_attribute("data-starts-at"))
    in_vancouver = visitor.time_at(instant).locator(".time-label").inner_text()

    page.get_by_text("Where the practitioner is: Eastern Time").click()

    expect(visitor.time_at(instant).locator(".time-label")).not_to_have_text(in_vancouver)


def test_one_zone_needs_no_switch(visitor: Visitor, practice: Practice) -> None:
    """Who lives in the practitioner's zone reads one sentence instead."""
    visitor.page.goto(practice.path)
    visitor.free_times()
    expect(visitor.page.get_by_text("Times are in Eastern Time")).to_be_visible()
    expect(visitor.page.get_by_role("radio")).to_have_count(0)
