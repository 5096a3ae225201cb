"""What people decide about their own account."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.sync_api import expect

from .people import link_of_auth, make_person, sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice


def test_a_password_is_changed_by_whoever_knows_it(open_window: Callable[..., Page], stack: Stack) -> None:
    """An open session alone does not suffice; afterwards other devices are signed out."""
    person = make_person(stack)
    page = open_window()
    person.sign_in(page, at="/sign-in?next=%2Fmy%2Fsettings")
    page.get_by_label("Current password").fill("not it, I fear")
    page.get_by_label("New password").fill("a quite new secret")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("This is not your current password.")).to_be_visible()
    expect(page.get_by_label("Current password")).to_be_focused()
    page.get_by_label("Current password").fill(person.password)
    page.get_by_label("New password").fill(person.password)
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is your password already.")).to_be_visible()
    page.get_by_label("New password").fill("a quite new secret")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    expect(page.get_by_label("Current password")).to_have_value("")
    person.api.auth.sign_in_with_password({"email": person.email, "password": "a quite new secret"})


def test_an_address_is_changed_by_the_link_in_a_mail(open_window: Callable[..., Page], stack: Stack, mailbox: Mailbox) -> None:
    """Not before; an address of another account is refused in words."""
    person, other = make_person(stack), make_person(stack)
    page = open_window()
    person.sign_in(page, at="/sign-in?next=%2Fmy%2Fsettings")
    page.get_by_label("New address").fill(person.email.upper())
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text("This is your address already.")).to_be_visible()
    page.get_by_label("New address").fill(other.email)
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text("There is another account with this address.")).to_be_visible()
    new = f"benoit-{uuid4().hex[:10]}@client.example"
    page.get_by_label("New address").fill(new)
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text("We have sent a mail to confirm this.")).to_be_visible()
    expect(page.get_by_text(f"You sign in with {person.email}.")).to_be_visible()

    letter = mailbox.wait_for(person.email, count=1)[0]
    assert new in str(letter["text"])
    page.goto(link_of_auth(letter))
    page.get_by_role("button", name="Change the address").click()
    sees(page, "Your address is changed")
    expect(page.get_by_text(f"From now on you sign in with {new}.")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_text(f"You sign in with {new}.")).to_be_visible()


def test_the_name_is_kept_and_greets(open_window: Callable[..., Page], stack: Stack) -> None:
    """It is the account's, so it is there after a reload, too."""
    page = open_window()
    make_person(stack).sign_in(page, at="/sign-in?next=%2Fmy%2Fsettings")
    page.get_by_role("textbox", name="Name", exact=True).fill("Ben Tremblay")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("Ben Tremblay")
    page.goto("/my")
    sees(page, "Hello, Ben Tremblay")


def test_notifications_are_switched_for_each_practice(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """By keyboard; what is essential cannot be switched off by mail, and the decision stays."""
    person = make_person(stack)
    person.book(practice)
    page = open_window()
    person.sign_in(page, at="/sign-in?next=%2Fmy%2Fsettings")
    reminders = page.get_by_role("region", name=practice.organization_name).get_by_role("group", name="Reminders")
    expect(reminders.get_by_role("switch", name="By mail")).to_be_checked()
    reminders.get_by_role("switch", name="By mail").press("Space")
    expect(reminders.get_by_role("switch", name="By mail")).not_to_be_checked()
    requests = page.get_by_role("group", name="Requests and their answers")
    expect(requests.get_by_role("switch", name="By mail")).to_be_disabled()
    expect(requests.get_by_text("Always by mail")).to_be_visible()
    page.reload()
    expect(reminders.get_by_role("switch", name="By mail")).not_to_be_checked()
    expect(reminders.get_by_role("switch", name="Here")).to_be_checked()
    decided = person.api.table("notification_preferences").select("kind").match({"channel": "mail", "wanted": False}).execute().data
    assert decided == [{"kind": "reminder"}]


def test_the_language_changes_at_once_and_stays(open_window: Callable[..., Page], stack: Stack) -> None:
    """Here as well as in the frame of the page."""
    page = open_window()
    make_person(stack).sign_in(page, at="/sign-in?next=%2Fmy%2Fsettings")
    page.get_by_role("radio", name="Français").check(force=True)
    sees(page, "Réglages")
    page.reload()
    sees(page, "Réglages")
