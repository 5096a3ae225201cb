"""The page behind the link in the mail, in every state that a booking or its link can be in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from playwright.sync_api import expect
from postgrest.exceptions import APIError

from .axe import violations
from .mailbox import link_in
from .people import make_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice
    from .visitor import Visitor

MOST_TRIES = 61
# What was counted in a minute is counted in the next one, too: the page may be opened when the minute is over.
TWICE = "insert into app.rate_limits select bucket, minute + interval '1 minute', calls from app.rate_limits where calls >= 60 on conflict do nothing"


def book(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> str:
    """Books the first free time and returns the link of the confirmation."""
    visitor.page.goto(practice.path)
    visitor.choose(0)
    visitor.fill_in()
    visitor.book()
    return link_in(mailbox.wait_for(visitor.email, count=1)[0])


def wear_out(practice: Practice, token: str) -> None:
    """Open a link until it is refused: at most one minute ends meanwhile, so that one of the two has enough."""
    for _ in range(2 * MOST_TRIES):
        practice.admin.rpc("booking_by_token", {"token": token}).execute()


@pytest.mark.req("BM-R11")
def test_an_altered_link_opens_nothing(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """One letter changed is a link to nothing; so is no token at all."""
    link = book(visitor, practice, mailbox)
    altered = link[:-1] + ("A" if link[-1] != "A" else "B")
    for address in (altered, "/manage"):
        visitor.page.goto("about:blank")
        visitor.page.goto(address)
        visitor.sees("This link does not open a booking")


@pytest.mark.req("BM-Q2", "DR-4.3")
def test_a_late_change_is_refused_with_the_policy(visitor: Visitor, make_practice: Callable[..., Practice], mailbox: Mailbox) -> None:
    """Within the notice the booking shows, the buttons do not, and the page says why."""
    link = book(visitor, make_practice(change_notice_minutes=60 * 24 * 14), mailbox)
    page = visitor.page
    page.goto(link)
    visitor.sees("Your booking")
    expect(page.get_by_text("It is too late to change this online")).to_be_visible()
    expect(page.get_by_text("up to 14 days before it starts")).to_be_visible()
    expect(page.get_by_role("button", name="Move to another time")).to_have_count(0)
    expect(page.get_by_role("button", name="Cancel the booking")).to_have_count(0)


def test_a_link_that_has_ended_says_so(visitor: Visitor, practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """An expired link is told apart from a wrong one, since its holder did nothing wrong."""
    link = book(visitor, practice, mailbox)
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        expired = connection.execute(
            "update app.booking_tokens set expires_at = now() - interval '1 day' where token_hash = sha256(convert_to(%s, 'UTF8'))",
            [link.partition("#")[2]],
        )
        assert 1 == expired.rowcount
    visitor.page.goto(link)
    visitor.sees("This link has ended")
    expect(visitor.page.get_by_role("heading", name="Do you need a new link?")).to_be_visible()
    assert [] == violations(visitor.page)


def test_a_past_booking_can_only_be_looked_at(visitor: Visitor, practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """Afterwards the page says that the booking is past, and leads to a new one."""
    link = book(visitor, practice, mailbox)
    with psycopg.connect(stack.database_url) as connection:
        # A month passes: triggers guard bookings against just this, so they are off for the test's transaction.
        connection.execute("set local session_replication_role = replica")
        connection.execute(
            "update app.bookings set starts_at = starts_at - interval '30 days', ends_at = ends_at - interval '30 days' where client_email = %s",
            [visitor.email],
        )
    page = visitor.page
    page.goto(link)
    expect(page.get_by_text("This booking is already past")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel the booking")).to_have_count(0)
    page.get_by_role("link", name="Book another time").click()
    visitor.sees(practice.practitioner_name)


def test_a_request_waits_for_an_answer(visitor: Visitor, make_practice: Callable[..., Practice]) -> None:
    """BM-R16: a service that needs approval is asked for, not booked, and the page says so."""
    page = visitor.page
    page.goto(make_practice(requires_approval=True).path)
    visitor.choose(0)
    visitor.fill_in()
    page.get_by_role("button", name="Ask for this time").click()
    visitor.sees("Your request is on its way")
    expect(page.get_by_text("Ada Lindqvist will answer your request.")).to_be_visible()
    expect(page.get_by_text("Waiting for an answer")).to_be_visible()


def test_a_request_behind_its_link_waits_too(visitor: Visitor, make_practice: Callable[..., Practice], mailbox: Mailbox) -> None:
    """BM-R16: until the practice answers the page says so, and the request can be taken back."""
    page = visitor.page
    page.goto(make_practice(requires_approval=True).path)
    visitor.choose(0)
    visitor.fill_in()
    page.get_by_role("button", name="Ask for this time").click()
    visitor.sees("Your request is on its way")
    page.goto(link_in(mailbox.wait_for(visitor.email, count=1)[0]))
    visitor.sees("Your booking")
    expect(page.get_by_text("The practice has not answered your request yet.")).to_be_visible()
    page.get_by_role("button", name="Cancel the booking").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    visitor.sees("This booking is cancelled")


def test_who_is_signed_in_adds_the_booking_to_theirs(visitor: Visitor, practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """A booking made without an account is found among one's own afterwards, without the link."""
    page = visitor.page
    link = book(visitor, practice, mailbox)
    make_person(stack).sign_in(page)
    page.goto(link)
    visitor.sees("Your booking")
    page.get_by_role("button", name="Add it to my bookings").click()
    page.get_by_role("link", name="See it there").click()
    page.wait_for_url("**/my/bookings/*")
    expect(page.get_by_text(practice.service_name).first).to_be_visible()


def test_a_link_that_was_tried_too_often_says_when_to_try_again(visitor: Visitor, practice: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """The page is no dead end: it says how long, and offers another try."""
    link = book(visitor, practice, mailbox)
    token = link.partition("#")[2]
    with pytest.raises(APIError, match="too_many_requests"):
        wear_out(practice, token)
    with psycopg.connect(stack.database_url) as owner:
        owner.execute(TWICE)
    page = visitor.page
    page.goto(link)
    visitor.sees("That did not work")
    expect(page.get_by_text("There were too many tries in a short time.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert [] == violations(page)


def test_a_booking_that_changed_meanwhile_is_shown_as_it_is(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """The practice cancels while the client looks at the page: what was pressed is refused, and the page shows what holds."""
    page = visitor.page
    page.goto(book(visitor, practice, mailbox))
    visitor.sees("Your booking")
    [booking] = practice.admin.table("bookings").select("booking_id").eq("practitioner_id", practice.practitioner_id).execute().data
    practice.admin.rpc("cancel_booking", booking).execute()
    page.get_by_role("button", name="Move to another time").click()
    visitor.sees("This booking is cancelled")


def test_the_reason_typed_is_not_lost(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """Closing the dialog, a failure and a reload keep it; the failure is told in the dialog."""
    page = visitor.page
    page.goto(book(visitor, practice, mailbox))
    page.get_by_role("button", name="Cancel the booking").click()
    page.get_by_label("Reason").fill("A cold.")
    page.route("**/rpc/cancel_by_token", lambda route: route.abort())
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_role("dialog").get_by_text("We cannot reach the booking service.")).to_be_visible()
    assert [] == violations(page)
    page.unroute("**/rpc/cancel_by_token")
    page.reload()
    page.get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_label("Reason")).to_have_value("A cold.")
    page.get_by_role("button", name="Yes, cancel it").click()
    visitor.sees("This booking is cancelled")
    [booking] = practice.admin.table("bookings").select("cancel_reason").eq("practitioner_id", practice.practitioner_id).execute().data
    assert {"cancel_reason": "A cold."} == booking


def test_without_a_connection_the_page_offers_to_try_again(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """A lost connection is no lost booking."""
    link = book(visitor, practice, mailbox)
    page = visitor.page
    page.route("**/rpc/booking_by_token", lambda route: route.abort())
    page.goto(link)
    expect(page.get_by_text("We cannot reach the booking service.")).to_be_visible(timeout=15_000)

    page.unroute("**/rpc/booking_by_token")
    page.get_by_role("button", name="Try again").click()

    visitor.sees("Your booking")


def test_keeping_the_booking_closes_the_dialog(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """Escape and "Keep the booking" change nothing, and the focus returns to where it was."""
    page = visitor.page
    page.goto(book(visitor, practice, mailbox))
    cancel = page.get_by_role("button", name="Cancel the booking")
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.get_by_role("button", name="Keep the booking").click()):
        cancel.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        leave()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(cancel).to_be_focused()


def test_a_time_lost_while_moving_is_told(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """BM-R15: the new time is refused when somebody else has taken it meanwhile; the booking stays where it was."""
    page = visitor.page
    page.goto(book(visitor, practice, mailbox))
    page.get_by_role("button", name="Move to another time").click()
    wanted = visitor.free_times().nth(2)
    instant = str(wanted.get_attribute("data-starts-at"))
    wanted.click()
    practice.admin.rpc("request_hold", {"practitioner_id": practice.practitioner_id, "service_id": practice.service_id, "starts_at": instant}).execute()

    page.get_by_role("button", name="Yes, move it").click()

    expect(page.locator(".notice.problem")).to_contain_text("This slot is now full, please choose another")
    visitor.free_times()
    expect(visitor.time_at(instant)).to_have_count(0)


@pytest.mark.parametrize(("kind", "seen"), [("in_person", "12 Harbour Street, Halifax"), ("online", "https://video.example/ada"), ("phone", "By phone")])
def test_the_page_says_where(visitor: Visitor, make_practice: Callable[..., Practice], mailbox: Mailbox, kind: str, seen: str) -> None:
    """The address, the link of the video call, or how else people meet; nobody without the booking's link is told."""
    practice = make_practice(location_kind=kind)
    within = practice.admin.table("practitioners").select("organization_id").eq("practitioner_id", practice.practitioner_id).execute().data[0]
    place = {"practitioner_id": practice.practitioner_id, "address": "12 Harbour Street, Halifax", "video_url": "https://video.example/ada"}
    practice.admin.table("places").insert(within | place).execute()
    link = book(visitor, practice, mailbox)
    visitor.page.goto(link)
    visitor.sees("Your booking")
    where = visitor.page.locator("dt", has_text="Where").locator("xpath=following-sibling::dd")
    expect(where).to_have_text(seen)
    expect(where.get_by_role("link")).to_have_count(1 if kind == "online" else 0)
    assert violations(visitor.page) == []
