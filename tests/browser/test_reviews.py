"""Reviews: asked for, written by link and by account, read on the profile, answered, hidden, withdrawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import OVERFLOW, violations
from .office import sound
from .people import make_person, sees
from .staff import ask_for, day_at, hire, let_begin, signed_in
from .test_accessibility import SMALL_TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from supabase import Client
    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice
    from .staff import Staff

REVIEW_LINK = re.compile(r"https?://\S+(/review#[A-Za-z0-9_-]+)")


@pytest.fixture
def asking(practice: Practice) -> Practice:
    """A practice that asks its clients how it was."""
    practice.admin.table("organization_settings").update({"ask_for_reviews": True}).eq("slug", practice.organization_slug).execute()
    return practice


def complete(stack: Stack, api: Client, booking_id: object) -> None:
    """Let the booking begin, and its practitioner say that it took place."""
    let_begin(stack, str(booking_id), hours_ago=2)
    api.rpc("complete_booking", {"booking_id": booking_id}).execute()


def is_sound(page: Page) -> None:
    """The page as it is passes axe, has large enough targets, and does not scroll sideways."""
    small = [element for element in page.evaluate(SMALL_TARGETS) if 'tabindex="-1"' not in element]
    assert not violations(page) + small
    assert page.evaluate(OVERFLOW) <= 0


def fill_in(page: Page) -> None:
    """Four stars by the keyboard, two lines and a nine; all of it is there after a reload."""
    stars = page.get_by_role("radiogroup", name="How was your appointment?")
    expect(stars.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Space")
    expect(stars.get_by_role("radio", name="1 – Poor")).to_be_checked()
    for word in ("2 – Fair", "3 – Good", "4 – Very good"):
        page.keyboard.press("ArrowDown")
        expect(stars.get_by_role("radio", name=word)).to_be_checked()
    page.get_by_label("In your own words (optional)").fill("I felt heard.\nAnd understood.")
    page.get_by_role("radiogroup", name="How likely are you").get_by_text("9", exact=True).click()
    page.reload()
    expect(page.get_by_label("In your own words (optional)")).to_have_value("I felt heard.\nAnd understood.")
    expect(stars.get_by_role("radio", name="4 – Very good")).to_be_checked()
    expect(page.get_by_role("radio", name="9", exact=True)).to_be_checked()
    is_sound(page)


def answer(staff: Staff) -> None:
    """The practitioner answers the one review that waits for it."""
    staff.open("/reviews?show=unanswered")
    staff.sees("Reviews")
    staff.press("Answer: Gwendolyn Fairweather")
    text = staff.page.get_by_label("Your answer")
    expect(text).to_be_focused()
    text.fill("Thank you for coming.")
    staff.press("Publish the answer")
    expect(staff.page.get_by_text("Nothing of this kind")).to_be_visible()


def hide(staff: Staff) -> None:
    """An admin hides the review; not without a reason."""
    staff.open("/reviews")
    staff.press("Hide: Gwendolyn Fairweather")
    dialog = staff.page.get_by_role("dialog", name="Hide this review?")
    dialog.get_by_role("button", name="Hide the review").click()
    expect(dialog.get_by_text("Please say why.")).to_be_visible()
    dialog.get_by_label("Reason").fill("It names somebody.")
    dialog.get_by_role("button", name="Hide the review").click()
    expect(staff.page.get_by_text("Hidden because: It names somebody.")).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(staff.page.get_by_role("button", name="Show again: Gwendolyn Fairweather")).to_be_focused()


@pytest.mark.req("CP-9.1", "CP-9.2", "CP-9.3", "CP-9.5", "CP-9.6", "CP-4.6", "DR-6.1", "DR-2.1", "DR-2.2")
def test_a_review_by_mail_is_read_answered_and_hidden(open_window: Callable[..., Page], asking: Practice, mailbox: Mailbox, stack: Stack) -> None:
    """The link asks; what is typed stays over a reload; the public reads it without a name; the practitioner answers; an admin hides it for a reason."""
    eve, hers = hire(asking, mailbox, stack)
    slug = asking.admin.table("practitioners").select("slug").eq("practitioner_id", hers).execute().data[0]["slug"]
    booking, address = ask_for(asking, stack, day_at(2, 14), practitioner_id=hers, name="Gwendolyn Fairweather")
    # Once the booking has begun nobody confirms it any more.
    mailbox.wait_for(address, count=1)
    complete(stack, eve, booking["booking_id"])
    letter = next(each for each in mailbox.wait_for(address, count=2) if "How was" in str(each["subject"]))
    path = REVIEW_LINK.search(str(letter["text"])).group(1)

    page = open_window(color_scheme="dark", viewport={"width": 320, "height": 800})
    page.goto(path.replace("/review#", "/manage#"))
    page.get_by_role("region", name="How was it?").get_by_role("link", name="Write a review").click()
    sees(page, "How was your appointment?")
    page.get_by_role("button", name="Send the review").click()
    expect(page.get_by_text("Please choose 1 to 5 stars.")).to_be_visible()
    fill_in(page)
    page.get_by_role("button", name="Send the review").click()
    sees(page, "Thank you for your review")
    page.get_by_role("link", name="See the profile").click()
    sees(page, "Eve Roy")
    reviews = page.get_by_role("region", name="Reviews")
    expect(reviews.get_by_text("And understood.")).to_be_visible()
    expect(page.get_by_text("4 out of 5")).to_have_count(2)
    expect(page.get_by_role("main")).not_to_contain_text("Gwendolyn")
    expect(page.get_by_role("main")).not_to_contain_text("Fairweather")
    is_sound(page)
    page.goto(path)
    sees(page, "You have reviewed this appointment")

    answer(signed_in(open_window(), asking, eve))
    visitor = open_window(locale="fr-CA")
    profile = f"/with/{asking.organization_slug}/{slug}"
    visitor.goto(profile)
    expect(visitor.get_by_text("Réponse de la part de Eve Roy")).to_be_visible()
    expect(visitor.get_by_text("Thank you for coming.")).to_be_visible()
    visitor.goto(f"/with/{asking.organization_slug}")
    expect(visitor.get_by_text("4 sur 5 (1 avis)")).to_be_visible()

    hide(signed_in(open_window(), asking))
    visitor.goto(profile)
    expect(visitor.get_by_role("heading", level=1, name="Eve Roy")).to_be_visible()
    expect(visitor.get_by_role("heading", name="Que souhaitez-vous réserver?")).to_be_visible()
    expect(visitor.get_by_text("I felt heard.")).to_have_count(0)


@pytest.mark.req("CP-4.6", "CP-9.1", "CP-9.4", "CP-14.7")
def test_a_client_with_an_account_is_asked_and_withdraws(open_window: Callable[..., Page], stack: Stack, asking: Practice) -> None:
    """The overview and the booking ask; afterwards the booking shows the review; withdrawn, it is gone for good."""
    person = make_person(stack)
    booked = person.book(asking)
    page = open_window()
    person.sign_in(page, at=f"/sign-in?next=/my/bookings/{booked['booking_id']}/review")
    sees(page, "There is nothing to review here")
    complete(stack, asking.admin, booked["booking_id"])
    page.goto(f"/my/bookings/{booked['booking_id']}")
    expect(page.get_by_role("region", name="How was it?").get_by_role("link", name="Write a review")).to_be_visible()
    page.goto("/my")
    page.get_by_role("region", name="How was it?").get_by_role("link", name="Write a review").click()
    sees(page, "How was your appointment?")
    page.get_by_text("5 – Excellent").click()
    expect(page.get_by_role("radio", name="5 – Excellent")).to_be_checked()
    is_sound(page)
    page.get_by_role("button", name="Send the review").click()
    sees(page, "Thank you for your review")
    page.get_by_role("link", name="See the booking").click()
    mine = page.get_by_role("region", name="Your review")
    expect(mine.get_by_text("5 out of 5")).to_be_attached()
    mine.get_by_role("button", name="Withdraw it").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw the review").click()
    expect(mine.get_by_text("You have withdrawn your review")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto("/my")
    expect(page.get_by_role("main").get_by_role("link", name="Find somebody")).to_be_visible()
    expect(page.get_by_role("region", name="How was it?")).to_have_count(0)


def test_the_page_of_reviews_is_sound(open_window: Callable[..., Page], stack: Stack, asking: Practice) -> None:
    """In both schemes, on the narrowest screens, and in French."""
    person = make_person(stack)
    booked = person.book(asking)
    complete(stack, asking.admin, booked["booking_id"])
    person.api.rpc("review_booking", {"booking_id": booked["booking_id"], "rating": 3, "comment": "Quiet rooms, kind people.", "recommend": 7}).execute()
    sound(open_window, asking, "/reviews", "Reviews", ready="Quiet rooms", french="Évaluations")
