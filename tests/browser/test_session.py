"""A session that ends while somebody types: nothing is lost to them, and nothing is shown to anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .axe import violations
from .people import link_of_auth, make_person, sees

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg
    from playwright.sync_api import Locator, Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .people import Person
    from .practice import Practice


# The hour of the access token is over; or the server refuses the token before, as after its secret was changed.
EXPIRED = "session.expires_at = Math.floor(Date.now() / 1000) - 60"
REFUSED = "session.access_token = session.access_token.replace(/[^.]+$/, 'x'.repeat(43))"


def age(page: Page, how: str) -> None:
    """Change the session that the browser keeps."""
    page.evaluate(f"""() => {{
        const session = JSON.parse(localStorage.getItem("bookfast.session"));
        {how};
        localStorage.setItem("bookfast.session", JSON.stringify(session));
    }}""")


@pytest.fixture
def end_session(connect: Callable[..., psycopg.Connection]) -> Callable[..., None]:
    """End the sessions of a person on the server, as an admin of Auth would: nothing can be renewed when the browser's token has had its time."""
    database = connect(autocommit=True)

    def end(person: Person, page: Page, *, how: str = EXPIRED) -> None:
        database.execute("delete from auth.refresh_tokens where user_id::text = %s", [person.user_id])
        database.execute("delete from auth.sessions where user_id::text = %s", [person.user_id])
        age(page, how)

    return end


def asked_to_sign_in(page: Page) -> Locator:
    """Wait for the dialog over the page."""
    dialog = page.get_by_role("alertdialog", name="Please sign in again")
    expect(dialog).to_be_visible()
    return dialog


def name_of_practice(page: Page) -> Locator:
    """The first field of the form in which people are interrupted."""
    return page.get_by_role("textbox", name="Name", exact=True)


@pytest.mark.parametrize("how", [EXPIRED, REFUSED], ids=["expired", "refused"])
def test_what_was_typed_is_sent_after_signing_in_again(how: str, open_window: Callable[..., Page], stack: Stack, end_session: Callable[..., None]) -> None:
    """The page stays as it is under the dialog, which neither Escape nor a wrong password closes."""
    person = make_person(stack)
    page = open_window()
    person.sign_in(page, at="/sign-in?next=%2Fmy%2Fnew-practice")
    name = f"Maple {uuid4().hex[:10]}"
    name_of_practice(page).fill(name)
    end_session(person, page, how=how)
    page.get_by_role("button", name="Open the practice").click()

    dialog = asked_to_sign_in(page)
    expect(dialog.get_by_text(f"Sign in as {person.email} to go on")).to_be_visible()
    assert [] == violations(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Password", exact=True).fill("something else")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("That address and password do not go together.")).to_be_visible()
    dialog.get_by_label("Password", exact=True).fill(person.password)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("You are signed in again. Nothing was lost.")).to_be_visible()
    expect(name_of_practice(page)).to_have_value(name)
    expect(page.get_by_role("button", name="Open the practice")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/at/{name.lower().replace(' ', '-')}")


def test_a_dialog_that_was_open_stays(open_window: Callable[..., Page], stack: Stack, practice: Practice, end_session: Callable[..., None]) -> None:
    """The reason typed into it is sent with the deed."""
    person = make_person(stack)
    booked = person.book(practice)
    page = open_window()
    person.sign_in(page, at=f"/sign-in?next=/my/bookings/{booked['booking_id']}")
    page.get_by_role("button", name="Cancel the booking").click()
    page.get_by_label("Reason (optional)").fill("I have caught a cold")
    end_session(person, page)
    page.get_by_role("dialog").get_by_role("button", name="Cancel the booking").click()
    again = asked_to_sign_in(page)
    again.get_by_label("Password", exact=True).fill(person.password)
    page.keyboard.press("Enter")
    expect(again).to_have_count(0)
    expect(page.get_by_label("Reason (optional)")).to_have_value("I have caught a cold")
    page.get_by_role("dialog").get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_text("You cancelled it.")).to_be_visible()
    row = practice.admin.table("bookings").select("cancel_reason").eq("booking_id", booked["booking_id"]).execute().data[0]
    assert row["cancel_reason"] == "I have caught a cold"


def test_a_page_that_only_reads_waits_for_the_sign_in(
    open_window: Callable[..., Page], stack: Stack, practice: Practice, end_session: Callable[..., None], mailbox: Mailbox
) -> None:
    """What was asked during the lapse is answered after it, by itself; here the link in the mail is used, in another tab."""
    person = make_person(stack)
    person.book(practice)
    page = open_window()
    person.sign_in(page, at="/sign-in?next=%2Fmy%2Fnotifications")
    expect(page.get_by_text("Your booking is confirmed")).to_be_visible()
    end_session(person, page)
    page.get_by_role("link", name="Bookings", exact=True).click()
    dialog = asked_to_sign_in(page)
    dialog.get_by_role("button", name="Mail me a link instead").click()
    expect(dialog.get_by_text(f"is on its way to {person.email}")).to_be_visible()

    other = page.context.new_page()
    other.goto(link_of_auth(next(one for one in mailbox.wait_for(person.email, count=2) if "/confirm#" in str(one["text"]))))
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/my/bookings")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="First conversation")).to_be_visible()


def test_somebody_else_sees_nothing_of_it(open_window: Callable[..., Page], stack: Stack, practice: Practice, end_session: Callable[..., None]) -> None:
    """Whoever signs in instead, here in another tab, gets neither the page nor what was typed on it."""
    ben, eve = make_person(stack), make_person(stack)
    booked = ben.book(practice)
    page = open_window()
    ben.sign_in(page, at=f"/sign-in?next=/my/bookings/{booked['booking_id']}")
    page.get_by_role("button", name="Cancel the booking").click()
    page.get_by_label("Reason (optional)").fill("A secret of Ben's")
    end_session(ben, page)
    page.get_by_role("dialog").get_by_role("button", name="Cancel the booking").click()
    asked_to_sign_in(page)

    other = page.context.new_page()
    eve.sign_in(other)
    expect(page.get_by_text("Your account is ready")).to_be_visible()
    expect(page.get_by_text("First conversation")).to_have_count(0)
    assert "secret" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.goto(f"/my/bookings/{booked['booking_id']}")
    sees(page, "There is no such booking")


def test_leaving_instead_closes_the_page(open_window: Callable[..., Page], stack: Stack, end_session: Callable[..., None]) -> None:
    """And what was typed is forgotten."""
    person = make_person(stack)
    page = open_window()
    person.sign_in(page, at="/sign-in?next=%2Fmy%2Fnew-practice")
    name_of_practice(page).fill("Maple Lane")
    end_session(person, page)
    page.get_by_role("button", name="Open the practice").click()
    asked_to_sign_in(page).get_by_role("button", name="Leave this page").click()
    page.wait_for_url(f"{stack.web_url}/")
    assert "Maple" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_a_reload_after_the_lapse_keeps_what_was_typed(open_window: Callable[..., Page], stack: Stack, end_session: Callable[..., None]) -> None:
    """The sign-in page leads back to it: the same person finds it, another one does not."""
    ben, eve = make_person(stack), make_person(stack)
    for person, found in ((ben, "Maple Lane"), (eve, "")):
        page = open_window()
        ben.sign_in(page, at="/sign-in?next=%2Fmy%2Fnew-practice")
        name_of_practice(page).fill("Maple Lane")
        end_session(ben, page)
        page.get_by_role("button", name="Open the practice").click()
        asked_to_sign_in(page)
        page.reload()
        page.wait_for_url("**/sign-in?next=*")
        page.get_by_label("Email").fill(person.email)
        page.get_by_label("Password", exact=True).fill(person.password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/my/new-practice")
        expect(name_of_practice(page)).to_have_value(found)


@pytest.mark.req("DR-1.1")
def test_a_token_that_is_refused_is_renewed_unseen(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """An access token that ran out, as after a night, is renewed by the first request that needs it."""
    person = make_person(stack)
    person.book(practice)
    page = open_window()
    person.sign_in(page)
    expect(page.get_by_role("region", name="Your next booking")).to_be_visible()
    age(page, REFUSED)
    page.reload()
    expect(page.get_by_role("region", name="Your next booking")).to_be_visible()
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_signing_out_in_one_tab_closes_the_others(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """By choice, so nobody is asked to sign in again; signing in as another person shows that person's pages everywhere."""
    ben, eve = make_person(stack), make_person(stack)
    ben.book(practice)
    page = open_window()
    ben.sign_in(page, at="/sign-in?next=%2Fmy%2Fbookings")
    other = page.context.new_page()
    other.goto("/my")
    expect(other.get_by_role("region", name="Your next booking")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{stack.web_url}/")
    other.wait_for_url(f"{stack.web_url}/")
    expect(other.get_by_role("alertdialog")).to_have_count(0)
    expect(other.get_by_role("link", name="Sign in")).to_be_visible()
    eve.sign_in(page)
    expect(other.get_by_role("link", name="My bookings")).to_be_visible()
    other.goto("/my/bookings")
    expect(other.get_by_text("Nothing is booked")).to_be_visible()
