"""A kept time is a time limit (WCAG 2.2.1): visible, warned of, extended, and survived by what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from .practice import Practice

FOUR_MINUTES_AND_TEN = "04:10"


@pytest.mark.req("TS-6")
def test_the_visitor_is_warned_and_keeps_the_time(visitor: Visitor, practice: Practice) -> None:
    """A minute before the end a warning comes, and one button moves the end."""
    page = visitor.page
    page.clock.install()
    page.goto(practice.path)
    visitor.choose(0)
    expect(page.get_by_text("Kept for you for")).to_be_visible()
    expect(page.get_by_role("button", name="Keep this time")).to_have_count(0)

    page.clock.fast_forward(FOUR_MINUTES_AND_TEN)

    expect(page.get_by_role("alert").filter(has_text="This time is kept for you for another")).to_be_attached()
    page.get_by_role("button", name="Keep this time").click()
    expect(page.get_by_role("button", name="Keep this time")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Kept for you for another")).to_be_attached()


def test_the_warning_does_not_cover_the_field_in_use(open_window: Callable[..., Page], practice: Practice) -> None:
    """On a small screen the warning floats above the form, and the focused field stays in sight (WCAG 2.4.11)."""
    page = open_window(viewport={"width": 390, "height": 700})
    page.clock.install()
    page.goto(practice.path)
    Visitor(page, "ben@client.example").choose(0)
    field = page.get_by_label("Phone")
    field.focus()

    page.clock.fast_forward(FOUR_MINUTES_AND_TEN)

    warning = page.get_by_role("button", name="Keep this time")
    expect(warning).to_be_in_viewport()
    expect(field).to_be_in_viewport()
    top = field.evaluate("element => element.getBoundingClientRect().top")
    assert top >= page.locator(".hold-clock").evaluate("element => element.getBoundingClientRect().bottom")


def test_a_time_that_ran_out_is_explained_and_kept_again(visitor: Visitor, practice: Practice) -> None:
    """Nothing typed is lost; the same time is kept once more and then booked."""
    page = visitor.page
    page.clock.install()
    page.goto(practice.path)
    visitor.choose(0)
    visitor.fill_in()

    page.clock.fast_forward("05:01")

    expect(page.locator(".notice.warning")).to_contain_text("no longer kept for you")
    expect(page.get_by_label("Email")).to_have_value(visitor.email)
    page.get_by_role("button", name="Keep it for me again").click()
    expect(page.get_by_text("The time is yours again.")).to_be_visible()
    visitor.book()


def test_without_a_connection_the_visitor_is_told_and_can_try_again(visitor: Visitor, practice: Practice) -> None:
    """The first answer is lost on the way back; the second try finds the booking made, and makes no other."""
    page = visitor.page
    page.goto(practice.path)
    visitor.choose(0)
    visitor.fill_in()
    lost = []

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        lost.append(route.request.post_data_json["idempotency_key"])
        route.abort()

    page.route("**/rpc/confirm_hold", lose_the_answer)
    page.get_by_role("button", name="Book this time").click()
    expect(page.locator(".notice.problem")).to_contain_text("We cannot reach the booking service")
    expect(page.get_by_label("Name")).to_have_value("Ben Tremblay")

    page.unroute("**/rpc/confirm_hold")
    visitor.book()

    bookings = practice.admin.table("bookings").select("booking_id").eq("practitioner_id", practice.practitioner_id).execute().data
    assert 1 == len(bookings)
    assert 1 == len(set(lost))
