"""What people with an account see of their own bookings, and do with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .people import make_person, sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .practice import Practice
    from .visitor import Visitor


@pytest.mark.req("DR-1.1", "CP-7.4")
def test_a_new_account_is_told_what_to_do(open_window: Callable[..., Page], stack: Stack) -> None:
    """Nothing is booked: the page says how to, and how to open a practice."""
    page = open_window()
    make_person(stack).sign_in(page)
    expect(page.get_by_text("Your account is ready")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Find somebody")).to_have_attribute("href", "/")
    page.goto("/my/bookings")
    expect(page.get_by_text("Nothing is booked")).to_be_visible()
    page.get_by_role("tab", name="Past and cancelled").click()
    expect(page.get_by_text("Nothing is over yet")).to_be_visible()
    page.reload()
    expect(page.get_by_role("tab", name="Past and cancelled")).to_have_attribute("aria-selected", "true")


@pytest.mark.req("CP-7.1", "CP-7.3", "CP-7.5")
def test_the_next_booking_counts_down_and_three_follow(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """Each leads to its own page."""
    person = make_person(stack)
    for number in (0, 2, 3, 5, 6):
        person.book(practice, number=number)
    page = open_window()
    person.sign_in(page)
    nearest = page.get_by_role("region", name="Your next booking")
    expect(nearest.get_by_text(re.compile(r"^In .*(day|hour|minute)s?"))).to_be_visible()
    expect(nearest).to_contain_text("First conversation with Ada Lindqvist")
    expect(page.get_by_role("region", name="After that").get_by_role("listitem")).to_have_count(3)
    nearest.get_by_role("link", name="See the booking").click()
    sees(page, "First conversation")
    page.go_back()
    page.get_by_role("region", name="After that").get_by_role("link").first.click()
    sees(page, "First conversation")


@pytest.mark.parametrize(("path", "read"), [("", "**/rpc/my_dashboard**"), ("/bookings", "**/memberships?**")])
def test_what_cannot_be_read_says_so(path: str, read: str, open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """Also where it is the memberships, on which the rest waits."""
    person = make_person(stack)
    person.book(practice)
    page = open_window()
    person.sign_in(page)
    expect(page.get_by_role("region", name="Your next booking")).to_be_visible()
    page.route(read, lambda route: route.fulfill(status=403, json={"message": "not_allowed"}))
    page.goto(f"/my{path}")
    main = page.get_by_role("main")
    expect(main.get_by_role("alert")).to_be_visible()
    expect(main.get_by_text("One moment…")).to_have_count(0)
    page.unroute(read)
    main.get_by_role("button", name="Try again").click()
    expect(main.get_by_text("Ada Lindqvist")).to_be_visible()


@pytest.mark.req("DR-4.1", "BM-R7", "BM-R8")
def test_a_client_moves_and_cancels(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """By the keyboard; the focus comes back, and the list says what became of it."""
    person = make_person(stack)
    booked = person.book(practice)
    page = open_window()
    person.sign_in(page, at="/sign-in?next=%2Fmy%2Fbookings")
    page.get_by_role("link", name="First conversation").press("Enter")
    sees(page, "First conversation")

    page.get_by_role("button", name="Move to another time").press("Enter")
    dialog = page.get_by_role("dialog", name="Move your booking")
    dialog.locator(".move-time").last.press("Enter")
    expect(page.get_by_text("Your booking is moved").first).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Move to another time")).to_be_focused()
    expect(page.locator(".badge")).to_have_text("Moved")
    row = practice.admin.table("bookings").select("status,starts_at").eq("booking_id", booked["booking_id"]).execute().data[0]
    assert row["status"] == "rescheduled"
    assert row["starts_at"] != booked["starts_at"]

    page.get_by_role("button", name="Cancel the booking").press("Enter")
    dialog = page.get_by_role("dialog", name="Cancel your booking?")
    dialog.get_by_label("Reason (optional)").fill("I have caught a cold")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Cancel the booking")).to_be_focused()
    page.get_by_role("button", name="Cancel the booking").press("Enter")
    expect(dialog.get_by_label("Reason (optional)")).to_have_value("I have caught a cold")
    dialog.get_by_role("button", name="Cancel the booking").press("Enter")
    expect(page.get_by_text("You cancelled it.")).to_be_visible()
    expect(page.get_by_role("link", name="Book again")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="My bookings").click()
    expect(page.get_by_text("Nothing is booked")).to_be_visible()
    page.get_by_role("tab", name="Past and cancelled").click()
    expect(page.get_by_role("link", name="First conversation")).to_be_visible()


@pytest.mark.req("DR-4.3", "DR-3.2")
def test_too_late_is_said_in_words(open_window: Callable[..., Page], stack: Stack, make_practice: Callable[..., Practice]) -> None:
    """Within the notice nothing can be changed here; a dialog that was open when the notice began says why it is refused."""
    practice = make_practice()
    person = make_person(stack)
    booked = person.book(practice)
    page = open_window()
    person.sign_in(page, at=f"/sign-in?next=/my/bookings/{booked['booking_id']}")
    page.get_by_role("button", name="Cancel the booking").click()
    practice.admin.table("services").update({"change_notice_minutes": 43200}).eq("service_id", practice.service_id).execute()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Cancel the booking").click()
    expect(dialog.get_by_text("It is too late to change this booking online.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("it could be changed here")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel the booking")).to_have_count(0)


@pytest.mark.parametrize(("kind", "seen"), [("in_person", "12 Harbour Street, Halifax"), ("online", "https://video.example/ada")])
def test_the_page_says_where(open_window: Callable[..., Page], stack: Stack, make_practice: Callable[..., Practice], kind: str, seen: str) -> None:
    """As the link in the mail does, until the booking is cancelled."""
    practice = make_practice(location_kind=kind)
    within = practice.admin.table("practitioners").select("organization_id").eq("practitioner_id", practice.practitioner_id).execute().data[0]
    place = {"practitioner_id": practice.practitioner_id, "address": "12 Harbour Street, Halifax", "video_url": "https://video.example/ada"}
    practice.admin.table("places").insert(within | place).execute()
    person = make_person(stack)
    booked = person.book(practice)
    page = open_window()
    person.sign_in(page, at=f"/sign-in?next=/my/bookings/{booked['booking_id']}")
    where = page.locator("dt", has_text="Where").locator("xpath=following-sibling::dd")
    expect(where).to_have_text(seen)
    expect(where.get_by_role("link")).to_have_count(1 if kind == "online" else 0)
    person.api.rpc("cancel_booking", {"booking_id": booked["booking_id"]}).execute()
    page.reload()
    expect(page.get_by_text("You cancelled it.")).to_be_visible()
    expect(where).to_have_count(0)


@pytest.mark.req("DR-4.1", "CP-12.2", "BM-R10")
def test_the_address_of_somebody_elses_booking_shows_nothing(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """Neither to another client nor as one's own to the practice's admin; nor does an address that is none."""
    booked = make_person(stack).book(practice)
    page = open_window()
    make_person(stack).sign_in(page)
    for guess in (booked["booking_id"], "00000000-0000-4000-8000-000000000000", "x", "1%20or%201"):
        page.goto(f"/my/bookings/{guess}")
        sees(page, "There is no such booking")
        expect(page.get_by_text("First conversation")).to_have_count(0)


def test_a_request_waits_and_can_be_taken_back(open_window: Callable[..., Page], stack: Stack, make_practice: Callable[..., Practice]) -> None:
    """Until the practice agrees it cannot be moved, but cancelled."""
    practice = make_practice(requires_approval=True)
    person = make_person(stack)
    booked = person.book(practice)
    page = open_window()
    person.sign_in(page, at=f"/sign-in?next=/my/bookings/{booked['booking_id']}")
    expect(page.get_by_text("The practice still has to agree")).to_be_visible()
    expect(page.get_by_role("button", name="Move to another time")).to_have_count(0)
    page.get_by_role("button", name="Cancel the booking").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_text("You cancelled it.")).to_be_visible()


@pytest.mark.req("CP-11.7")
def test_news_arrives_without_a_reload(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """The practice cancels: the count and the list grow by themselves; read is read."""
    person = make_person(stack)
    booked = person.book(practice)
    page = open_window()
    person.sign_in(page, at="/sign-in?next=%2Fmy%2Fnotifications")
    expect(page.get_by_role("link", name="Your booking is confirmed")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="Notifications 1 unread notification")).to_be_visible()

    practice.admin.rpc("cancel_booking", {"booking_id": booked["booking_id"]}).execute()
    expect(page.get_by_role("link", name="Your booking is cancelled")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("navigation").get_by_role("link", name="Notifications 2 unread notifications")).to_be_visible()
    page.get_by_role("button", name="Mark as read").first.click()
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(1)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    expect(page.get_by_role("navigation").get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    page.get_by_role("link", name="Your booking is cancelled").click()
    sees(page, "First conversation")
    expect(page.get_by_text("The practice cancelled it.")).to_be_visible()


def test_a_new_practice_opens_on_its_own_pages(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """A short name that is taken is told beside its field, and what was typed stays over a reload."""
    page = open_window()
    make_person(stack).sign_in(page, at="/sign-in?next=%2Fmy%2Fnew-practice")
    suffix = practice.organization_slug.removeprefix("maple-")
    page.get_by_role("textbox", name="Name", exact=True).fill(f"Thérapie d’Érable {suffix}")
    expect(page.get_by_label("Short name in the address")).to_have_value(f"therapie-d-erable-{suffix}")
    page.get_by_label("Short name in the address").fill(practice.organization_slug)
    page.get_by_role("button", name="Open the practice").click()
    expect(page.get_by_label("Short name in the address")).to_be_focused()
    expect(page.get_by_text("This short name is taken.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value(f"Thérapie d’Érable {suffix}")
    page.get_by_label("Short name in the address").fill(f"erable-{suffix}")
    page.get_by_role("button", name="Open the practice").click()
    page.wait_for_url(f"**/at/erable-{suffix}")
    expect(page.get_by_role("navigation", name=f"Thérapie d’Érable {suffix}")).to_be_visible()


@pytest.mark.req("DR-1.1", "CP-6.2")
def test_from_sign_up_to_the_first_booking(visitor: Visitor, practice: Practice) -> None:
    """Somebody new makes an account, finds a time and sees it among the own bookings; the form knew the address already."""
    page = visitor.page
    page.goto("/sign-up")
    page.get_by_label("Email").fill(visitor.email)
    page.get_by_label("Password", exact=True).fill("a long enough secret")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("Your account is ready")).to_be_visible()
    page.goto(practice.path)
    visitor.choose(1)
    expect(page.get_by_label("Email")).to_have_value(visitor.email)
    visitor.fill_in()
    visitor.book()
    page.goto("/my")
    nearest = page.get_by_role("region", name="Your next booking")
    expect(nearest).to_contain_text(practice.organization_name)
    nearest.get_by_role("link", name="See the booking").click()
    expect(page.get_by_text("Confirmed")).to_be_visible()
