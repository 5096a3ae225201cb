"""Accounts: signing up, in and out, and the links of Auth's mails."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from .people import link_of_auth, make_person, sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice

PASSWORD = "a long enough secret"  # noqa: S105 - of accounts that live as long as the test
NEW_PASSWORD = "another long secret"  # noqa: S105


@pytest.mark.req("DR-1.1", "CP-6.1")
def test_a_new_account_sees_an_empty_list_and_what_to_do(open_window: Callable[..., Page]) -> None:
    """Signing up signs in; signing out ends it, and the page is nobody's afterwards."""
    page = open_window()
    page.goto("/sign-up")
    page.get_by_label("Email").fill(f"ben-{uuid4().hex[:10]}@client.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/my")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/my/bookings")
    page.wait_for_url("**/sign-in?next=%2Fmy%2Fbookings")


def test_a_form_that_is_not_filled_in_says_what_is_missing(open_window: Callable[..., Page]) -> None:
    """Beside each field; the first of them has the focus."""
    page = open_window()
    page.goto("/sign-up")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_label("Email")).to_be_focused()
    expect(page.get_by_label("Email")).to_have_accessible_description("Please enter your email address, such as ben@example.com.")
    page.get_by_label("Email").fill("ben@client.example")
    page.get_by_label("Password", exact=True).fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    expect(page.get_by_text("Please choose a password of at least 8 characters.")).to_be_visible()


def test_an_address_with_an_account_is_told(open_window: Callable[..., Page], stack: Stack) -> None:
    """And nothing typed is lost."""
    person = make_person(stack)
    page = open_window()
    page.goto("/sign-up")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("There is an account with this address already.")).to_be_visible()
    page.get_by_role("link", name="I have an account").click()
    expect(page.get_by_label("Email")).to_have_value(person.email)


@pytest.mark.req("DR-1.1")
def test_a_wrong_password_is_told_beside_the_field(open_window: Callable[..., Page], stack: Stack) -> None:
    """The right one leads to the page that was wanted; it stays signed in over a reload."""
    person = make_person(stack)
    page = open_window()
    page.goto("/my/settings")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    expect(page.get_by_text("That address and password do not go together.")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/settings")
    page.reload()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_members_arrive_at_their_practice(open_window: Callable[..., Page], practice: Practice) -> None:
    """Whoever works somewhere goes there after signing in."""
    page = open_window()
    suffix = practice.organization_slug.removeprefix("maple-")
    page.goto("/sign-in")
    page.get_by_label("Email").fill(f"cleo-{suffix}@practice.example")
    page.get_by_label("Password", exact=True).fill(f"correct horse {suffix}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/at/{practice.organization_slug}")


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/..//evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "/sign-in",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_link_to_sign_in_leads_elsewhere_afterwards(elsewhere: str, open_window: Callable[..., Page], stack: Stack) -> None:
    """`next` may be a path of our own only."""
    page = open_window()
    make_person(stack).sign_in(page, at=f"/sign-in?next={quote(elsewhere, safe='')}")
    page.wait_for_url(f"{stack.web_url}/my")


def test_a_link_by_mail_signs_in_and_leads_back(open_window: Callable[..., Page], stack: Stack, mailbox: Mailbox) -> None:
    """The mail speaks both languages; its link works once, and only after a press of a button."""
    person = make_person(stack)
    page = open_window()
    page.goto("/sign-in?next=%2Fmy%2Fnotifications")
    page.get_by_label("Email").fill(person.email)
    page.get_by_role("button", name="Mail me a link instead").click()
    expect(page.get_by_text(f"If {person.email} has an account here")).to_be_visible()
    letter = mailbox.wait_for(person.email, count=1)[0]
    assert "Ouvrez votre session Bookfast" in str(letter["text"])

    page.goto(link_of_auth(letter))
    sees(page, "Sign in to Bookfast")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/my/notifications")

    other = open_window()
    other.goto(link_of_auth(letter))
    other.get_by_role("button", name="Sign in").click()
    sees(other, "This link has ended")


def test_nobody_learns_who_has_an_account(open_window: Callable[..., Page], mailbox: Mailbox) -> None:
    """Asking for a link or a reset says the same of an address without one, and mails nothing."""
    page = open_window()
    stranger = f"nobody-{uuid4().hex[:10]}@client.example"
    page.goto("/sign-in")
    page.get_by_label("Email").fill(stranger)
    page.get_by_role("button", name="Mail me a link instead").click()
    expect(page.get_by_text(f"If {stranger} has an account here")).to_be_visible()
    page.get_by_role("link", name="I have forgotten my password").click()
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_text(f"If {stranger} has an account here")).to_be_visible()
    assert [] == mailbox.letters_to(stranger)


def test_a_forgotten_password_is_replaced_by_mail(open_window: Callable[..., Page], stack: Stack, mailbox: Mailbox) -> None:
    """The link is used only when the new password is sent; the old one opens nothing any more."""
    person = make_person(stack)
    page = open_window()
    page.goto("/reset")
    page.get_by_label("Email").fill(person.email)
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_text("is on its way")).to_be_visible()
    link = link_of_auth(mailbox.wait_for(person.email, count=1)[0])

    page.goto(link)
    page.get_by_label("New password").fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Please choose a password of at least 8 characters.")).to_be_visible()
    page.reload()
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set the new password").click()
    page.wait_for_url("**/my")
    expect(page.get_by_text("Your new password is set")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    page.goto("/sign-in")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.keyboard.press("Enter")
    expect(page.get_by_text("That address and password do not go together.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my")


def test_a_link_for_somebody_else_leaves_nothing_of_who_was_here(open_window: Callable[..., Page], stack: Stack, mailbox: Mailbox) -> None:
    """The page says who is signed in; afterwards the other one is."""
    ben, eve = make_person(stack), make_person(stack)
    page = open_window()
    eve.sign_in(page)
    ben.api.auth.sign_in_with_otp({"email": ben.email})
    page.goto(link_of_auth(mailbox.wait_for(ben.email, count=1)[0]))
    expect(page.get_by_text(f"You are signed in here as {eve.email}.")).to_be_visible()
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/my")
    page.goto("/my/settings")
    expect(page.get_by_text(ben.email).first).to_be_visible()
    expect(page.get_by_text(eve.email)).to_have_count(0)


@pytest.mark.parametrize("fragment", ["", "#", "#magiclink", "#magiclink=", "#nonsense=abc"])
def test_a_link_that_was_cut_off_says_so(fragment: str, open_window: Callable[..., Page]) -> None:
    """Nothing is asked of the server."""
    page = open_window()
    page.goto(f"/confirm{fragment}")
    sees(page, "This link is not complete")


def test_what_the_server_does_not_offer_is_said(open_window: Callable[..., Page], stack: Stack) -> None:
    """The pages ask it: without new accounts, or without signing in by mail, they say so and show another way."""
    page = open_window()
    settings = f"{stack.supabase_url}/auth/v1/settings"
    page.route(settings, lambda route: route.fulfill(json={"disable_signup": True, "external": {"email": True}}))
    page.goto("/sign-up")
    expect(page.get_by_text("New accounts cannot be made here.")).to_be_visible()
    page.goto("/sign-in")
    expect(page.get_by_role("link", name="I have forgotten my password")).to_be_visible()
    expect(page.get_by_role("link", name="I have no account yet")).to_have_count(0)
    page.unroute(settings)
    page.route(settings, lambda route: route.fulfill(json={"disable_signup": False, "external": {"email": False}}))
    page.reload()
    expect(page.get_by_text("Signing in by email is not available here.")).to_be_visible()


def test_where_addresses_are_confirmed_first_the_page_says_so(open_window: Callable[..., Page], stack: Stack) -> None:
    """A server may want that; signing in before is answered beside the address."""
    page = open_window()
    page.route(
        f"{stack.supabase_url}/auth/v1/signup", lambda route: route.fulfill(json={"id": str(uuid4()), "aud": "authenticated", "email": "ben@client.example"})
    )
    page.goto("/sign-up")
    page.get_by_label("Email").fill("ben@client.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    sees(page, "Confirm your address")
    unconfirmed = {"code": 400, "error_code": "email_not_confirmed", "msg": "Email not confirmed"}
    page.route(f"{stack.supabase_url}/auth/v1/token?*", lambda route: route.fulfill(status=400, json=unconfirmed))
    page.goto("/sign-in")
    page.get_by_label("Email").fill("ben@client.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Please confirm your address first")).to_be_visible()
