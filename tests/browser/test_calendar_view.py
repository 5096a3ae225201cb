"""Free times in a calendar: its days with free times are marked, and the keyboard works as in the APG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .test_keyboard import tab_to
from .visitor import Visitor, without_news

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from .practice import Practice


def day_of(times: Locator) -> str:
    """The day whose times are on show, in words."""
    return times.page.locator(".day-name").inner_text()


@pytest.mark.req("CP-5.1", "CP-15.1")
def test_a_day_is_chosen_and_booked_by_keyboard(visitor: Visitor, practice: Practice) -> None:
    """Arrows go from day to day, Page Down to the next month, Enter shows the day's times; the list then starts there."""
    page = visitor.page
    page.goto(practice.path)
    tab_to(page, page.get_by_role("button", name="Calendar"))
    page.keyboard.press("Enter")
    first = day_of(visitor.free_times())

    tab_to(page, page.locator(".month-day[tabindex='0']"))
    page.keyboard.press("PageDown")
    expect(page.locator(".month-day.marked").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".month-day:focus.marked")).to_have_count(1)
    chosen = str(page.locator(".month-day:focus").get_attribute("aria-label"))
    page.keyboard.press("Enter")
    expect(page.locator(".day-name")).not_to_have_text(first)
    assert day_of(visitor.free_times()) in chosen
    assert [] == violations(page)

    tab_to(page, visitor.free_times().first)
    page.keyboard.press("Enter")
    visitor.sees("Your details")
    page.get_by_role("button", name="Choose another time").click()
    visitor.sees("Choose a time")
    expect(page.get_by_role("button", name="Calendar")).to_have_attribute("aria-pressed", "true")
    assert day_of(visitor.free_times()) in chosen
    page.get_by_role("button", name="List", exact=True).click()
    visitor.free_times()
    assert page.locator(".day-name").first.inner_text() in chosen


def test_days_without_free_times_cannot_be_chosen(visitor: Visitor, make_practice: Callable[..., Practice]) -> None:
    """They are told as unavailable; a month without any says so and leads to the next free time."""
    page = visitor.page
    page.goto(make_practice(min_notice_minutes=60 * 24 * 40, max_advance_days=90).path)
    page.get_by_role("button", name="Calendar").click()
    expect(page.get_by_text("No free times in this month.")).to_be_visible()
    expect(page.locator(".month-day[data-unavailable]").first).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Go to the next free time").click()
    visitor.free_times()
    expect(page.locator(".month-day.marked").first).to_be_visible()


@pytest.mark.req("CP-15.2", "CP-15.3", "CP-15.4")
def test_the_calendar_follows_what_others_do(visitor: Visitor, open_window: Callable[..., Page], practice: Practice) -> None:
    """A time taken in another window can be chosen no more here, and comes back when it is given back."""
    page = visitor.page
    page.goto(practice.path)
    page.get_by_role("button", name="Calendar").click()
    visitor.free_times()
    other = Visitor(open_window(), "gil@client.example")
    without_news(other.page)
    other.page.goto(practice.path)
    taken = other.choose(0)

    expect(visitor.time_at(taken)).to_have_attribute("aria-disabled", "true")
    other.page.go_back()
    expect(visitor.time_at(taken)).not_to_have_attribute("aria-disabled", "true")
