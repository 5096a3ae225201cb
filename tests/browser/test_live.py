"""Two windows on one practitioner's times: each sees at once what becomes of a time in the other."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .axe import violations
from .mailbox import link_in
from .visitor import Visitor, without_news

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .mailbox import Mailbox
    from .practice import Practice

GONE = "No longer free"
HALF_A_MINUTE = 31_000
MOST_LOOKS = 200


@pytest.fixture
def other(open_window: Callable[..., Page]) -> Visitor:
    """Somebody else, at another window."""
    return Visitor(open_window(), f"gil-{uuid4().hex[:10]}@client.example")


def look(visitor: Visitor, practice: Practice) -> None:
    """Open the times and wait until the page hears of changes."""
    frames: list[str | bytes] = []

    def heard(frame: str | bytes) -> None:
        frames.append(frame)

    visitor.page.on("websocket", lambda socket: socket.on("framereceived", heard))
    visitor.page.goto(practice.path)
    visitor.free_times()
    # The first frame is the answer to its wish to listen.
    for _ in range(MOST_LOOKS):
        if frames:
            break
        visitor.page.wait_for_timeout(50)
    assert '"status":"ok"' in str(frames[0])


@pytest.mark.req("CP-15.1", "CP-15.2", "CP-15.3", "CP-15.4")
def test_a_time_is_disabled_when_it_is_taken_and_returns_when_it_is_given_back(visitor: Visitor, other: Visitor, practice: Practice) -> None:
    """What another chooses can be chosen no more, stays in its place, and comes back by itself."""
    look(visitor, practice)
    other.page.goto(practice.path)
    before = visitor.free_times().count()

    taken = other.choose(1)

    button = visitor.time_at(taken)
    expect(button).to_have_attribute("aria-disabled", "true", timeout=2000)
    expect(button).to_contain_text(GONE)
    assert before == visitor.page.locator(".time").count()
    expect(visitor.page.get_by_role("status").filter(has_text="1 time is no longer free.")).to_be_attached()
    button.click(force=True)
    expect(visitor.page.get_by_role("alert").filter(has_text="This slot is now full")).to_be_attached()
    visitor.sees("Choose a time")
    assert [] == violations(visitor.page)

    other.page.get_by_role("button", name="Choose another time").click()

    expect(button).not_to_have_attribute("aria-disabled", "true", timeout=2000)
    expect(visitor.page.get_by_role("status").filter(has_text="1 time has come free.")).to_be_attached()
    button.click()
    visitor.sees("Your details")


@pytest.mark.req("CP-15.2", "CP-15.3", "CP-15.4")
def test_a_booking_and_its_cancellation_reach_the_other_window(visitor: Visitor, other: Visitor, practice: Practice) -> None:
    """A booking is a time that stays taken until the practice cancels it."""
    look(visitor, practice)
    other.page.goto(practice.path)
    taken = other.choose(2)
    other.fill_in()
    other.book()
    expect(visitor.time_at(taken)).to_have_attribute("aria-disabled", "true", timeout=2000)

    booking = practice.admin.table("bookings").select("booking_id").eq("practitioner_id", practice.practitioner_id).execute().data[0]
    practice.admin.rpc("cancel_booking", {"booking_id": booking["booking_id"]}).execute()

    expect(visitor.time_at(taken)).not_to_have_attribute("aria-disabled", "true", timeout=2000)


def test_seats_are_counted_down_before_the_visitors_eyes(visitor: Visitor, other: Visitor, make_practice: Callable[..., Practice]) -> None:
    """A group's time stays free for others, with a place less."""
    practice = make_practice(capacity=3)
    look(visitor, practice)
    other.page.goto(practice.path)

    taken = other.choose(1)

    expect(visitor.time_at(taken)).to_contain_text("2 places left", timeout=2000)
    expect(visitor.time_at(taken)).not_to_have_attribute("aria-disabled", "true")


def test_whoever_is_on_a_time_with_the_keyboard_stays_there(visitor: Visitor, other: Visitor, practice: Practice) -> None:
    """News change no focus, not even on the very time that is taken."""
    look(visitor, practice)
    other.page.goto(practice.path)
    visitor.free_times().nth(1).focus()

    taken = other.choose(1)

    expect(visitor.time_at(taken)).to_have_attribute("aria-disabled", "true", timeout=2000)
    expect(visitor.time_at(taken)).to_be_focused()
    visitor.page.keyboard.press("Enter")
    visitor.sees("Choose a time")


def test_a_change_of_language_keeps_the_news_coming(visitor: Visitor, other: Visitor, practice: Practice) -> None:
    """The screen is drawn anew, and its channel joined anew."""
    look(visitor, practice)
    visitor.page.get_by_role("button", name="Français").click()
    visitor.free_times()
    other.page.goto(practice.path)

    taken = other.choose(1)

    expect(visitor.time_at(taken)).to_contain_text("N’est plus libre", timeout=5000)


@pytest.mark.req("CP-15.2", "CP-15.4")
def test_without_a_socket_the_page_asks_by_itself(visitor: Visitor, other: Visitor, practice: Practice) -> None:
    """Where no news get through, it looks twice a minute, and whenever it comes back into view."""
    visitor.page.clock.install()
    without_news(visitor.page)
    visitor.page.goto(practice.path)
    visitor.free_times()
    other.page.goto(practice.path)
    taken = other.choose(1)
    expect(visitor.time_at(taken)).not_to_have_attribute("aria-disabled", "true")

    visitor.page.clock.run_for(HALF_A_MINUTE)

    expect(visitor.time_at(taken)).to_have_attribute("aria-disabled", "true")


@pytest.mark.req("CP-15.2", "CP-15.3")
def test_whoever_moves_a_booking_sees_it_too(visitor: Visitor, other: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """The page behind the link in the mail offers no time that was taken meanwhile."""
    visitor.page.goto(practice.path)
    visitor.choose(0)
    visitor.fill_in()
    visitor.book()
    visitor.page.goto(link_in(mailbox.wait_for(visitor.email, count=1)[0]))
    visitor.page.get_by_role("button", name="Move to another time").click()
    visitor.free_times()
    other.page.goto(practice.path)

    taken = other.choose(2)

    expect(visitor.time_at(taken)).to_have_attribute("aria-disabled", "true", timeout=5000)
