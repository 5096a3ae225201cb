"""Two visitors reach for one time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .visitor import Visitor, without_news

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .practice import Practice

MOST_LOOKS = 20


@pytest.mark.req("CP-5.5", "CP-5.7", "CP-15.5")
def test_the_slower_visitor_is_told_and_offered_other_times(visitor: Visitor, open_window: Callable[..., Page], practice: Practice) -> None:
    """The loser, who hears no news, reads the sentence, sees that the lost time can be chosen no more, and goes on with a time near it."""
    without_news(visitor.page)
    faster = Visitor(open_window(), "ada@client.example")
    faster.page.goto(practice.path)
    visitor.page.goto(practice.path)
    visitor.free_times()
    lost = faster.choose(1)

    visitor.time_at(lost).click()

    notice = visitor.page.locator(".notice.problem")
    expect(notice).to_contain_text("This slot is now full, please choose another")
    expect(notice).to_be_focused()
    expect(visitor.time_at(lost)).to_have_attribute("aria-disabled", "true")
    notice.get_by_role("button").first.click()
    visitor.sees("Your details")


@pytest.mark.req("CP-5.5", "CP-5.7", "CP-15.3", "CP-15.5", "BM-R15")
def test_two_windows_reach_for_the_last_seat(open_window: Callable[..., Page], make_practice: Callable[..., Practice]) -> None:
    """Both press at once: one goes on and books, the other is told, sees the time full at once, and it stays full."""
    practice = make_practice(capacity=2)
    visitors = [Visitor(open_window(), f"{name}-{uuid4().hex[:10]}@client.example") for name in ("ben", "zoe")]
    first = Visitor(open_window(), f"gil-{uuid4().hex[:10]}@client.example")
    first.page.goto(practice.path)
    last = first.choose(1)
    first.fill_in()
    first.book()
    for visitor in visitors:
        without_news(visitor.page)
        visitor.page.goto(practice.path)
        visitor.free_times()

    for visitor in visitors:
        visitor.time_at(last).evaluate("button => setTimeout(() => button.click())")
    for visitor in visitors:
        expect(visitor.page.get_by_role("heading", level=1, name="Your details").or_(visitor.page.locator(".notice.problem"))).to_be_visible()
    winner, loser = sorted(visitors, key=lambda visitor: visitor.page.locator(".notice.problem").count())

    expect(loser.page.locator(".notice.problem")).to_contain_text("This slot is now full, please choose another")
    expect(loser.time_at(last)).to_have_attribute("aria-disabled", "true")
    winner.fill_in()
    winner.book()
    booked = practice.admin.table("bookings").select("starts_at").eq("practitioner_id", practice.practitioner_id).execute().data
    assert 2 == len(booked)


@pytest.mark.req("CP-15.3", "CP-15.4")
def test_the_last_seat_is_seen_to_go_and_to_come_back(visitor: Visitor, open_window: Callable[..., Page], make_practice: Callable[..., Practice]) -> None:
    """A group's time counts down, is disabled with its last seat, and returns with the first that is freed; without a reload."""
    practice = make_practice(capacity=2)
    visitor.page.goto(practice.path)
    visitor.free_times()
    others = [Visitor(open_window(), f"{name}@client.example") for name in ("gil", "zoe")]
    full = ""
    for other in others:
        other.page.goto(practice.path)
        other.free_times()
        if full:
            other.time_at(full).click()
            other.sees("Your details")
        else:
            full = other.choose(2)
            expect(visitor.time_at(full)).not_to_contain_text("places left")
            expect(visitor.time_at(full)).not_to_have_attribute("aria-disabled", "true")
    expect(visitor.time_at(full)).to_have_attribute("aria-disabled", "true")
    expect(visitor.time_at(full)).to_contain_text("No longer free")

    others[0].page.get_by_role("button", name="Choose another time").click()
    expect(visitor.time_at(full)).not_to_have_attribute("aria-disabled", "true")


def test_going_back_gives_the_time_back(visitor: Visitor, open_window: Callable[..., Page], practice: Practice) -> None:
    """A time that one visitor leaves is free for the next at once; what was typed is still there."""
    visitor.page.goto(practice.path)
    left = visitor.choose(1)
    visitor.page.get_by_label("Name").fill("Ben Tremblay")
    visitor.page.get_by_role("button", name="Choose another time").click()
    visitor.sees("Choose a time")
    expect(visitor.time_at(left)).to_be_visible()

    other = Visitor(open_window(), "eve@client.example")
    other.page.goto(practice.path)
    other.free_times()
    expect(other.time_at(left)).to_be_visible()

    visitor.choose(2)
    expect(visitor.page.get_by_label("Name")).to_have_value("Ben Tremblay")


def test_leaving_gives_the_time_back(visitor: Visitor, open_window: Callable[..., Page], practice: Practice) -> None:
    """Who goes elsewhere, or closes the tab, keeps nobody waiting until the hold lapses."""
    visitor.page.goto(practice.path)
    left = visitor.choose(1)
    visitor.page.goto("about:blank")

    # The page's last request travels while the next visitor is already looking.
    other = Visitor(open_window(), "eve@client.example")
    for _ in range(MOST_LOOKS):
        other.page.goto(practice.path)
        other.free_times()
        if other.time_at(left).count():
            break
    expect(other.time_at(left)).to_be_visible()


def test_a_reload_gives_the_time_back(visitor: Visitor, practice: Practice) -> None:
    """The visitor's own forgotten hold does not stand in their way."""
    visitor.page.goto(practice.path)
    held = visitor.choose(1)

    visitor.page.reload()

    visitor.free_times()
    expect(visitor.time_at(held)).to_be_visible()
