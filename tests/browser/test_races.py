"""Two visitors reach for one time."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
