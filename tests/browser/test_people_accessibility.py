"""The pages of accounts and of people who book: every state, held to WCAG 2.2 AA, by day and by night, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import sideways, violations
from .people import link_of_auth, make_person, sees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .people import Person
    from .practice import Practice


def account_states(page: Page, person: Person, mailbox: Mailbox) -> Iterator[str]:
    """The account pages one after another, each as it looks before, after, and when something is wrong."""
    page.goto("/sign-in")
    sees(page, "Sign in")
    yield "sign-in"
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Email")).to_be_focused()
    yield "sign-in-empty"
    page.get_by_label("Email").fill(person.email)
    page.get_by_role("button", name="Mail me a link instead").click()
    expect(page.get_by_text("is on its way")).to_be_visible()
    yield "sign-in-mailed"
    page.goto(link_of_auth(mailbox.wait_for(person.email, count=1)[0]))
    sees(page, "Sign in to Bookfast")
    yield "confirm-magiclink"
    page.goto("/confirm#magiclink=0123456789abcdef")
    page.get_by_role("button", name="Sign in").click()
    sees(page, "This link has ended")
    yield "confirm-ended"
    page.goto("/confirm")
    page.reload()
    sees(page, "This link is not complete")
    yield "confirm-incomplete"
    page.goto("/confirm#recovery=0123456789abcdef")
    page.get_by_role("button", name="Set the new password").click()
    expect(page.get_by_label("New password")).to_be_focused()
    yield "confirm-recovery"
    page.goto("/sign-up")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("Please choose a password of at least 8 characters.")).to_be_visible()
    yield "sign-up"
    page.goto("/reset")
    page.get_by_label("Email").fill(person.email)
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_text("is on its way")).to_be_visible()
    yield "reset-mailed"


def empty_states(page: Page, person: Person) -> Iterator[str]:
    """The client's pages when there is nothing yet."""
    person.sign_in(page)
    expect(page.get_by_text("Your account is ready")).to_be_visible()
    yield "my-empty"
    page.goto("/my/bookings")
    expect(page.get_by_text("Nothing is booked")).to_be_visible()
    yield "my-bookings-empty"
    page.goto("/my/notifications")
    expect(page.get_by_text("Nothing yet")).to_be_visible()
    yield "my-notifications-empty"
    page.goto("/my/new-practice")
    page.get_by_role("button", name="Open the practice").click()
    expect(page.get_by_text("Please give the practice a name.")).to_be_visible()
    yield "my-new-practice"


def client_states(page: Page, person: Person, practice: Practice) -> Iterator[str]:
    """The client's pages when there is something."""
    for number in (0, 2, 3, 5):
        booked = person.book(practice, number=number)
    person.api.rpc("cancel_booking", {"booking_id": booked["booking_id"], "reason": "I am away"}).execute()
    person.sign_in(page)
    expect(page.get_by_role("region", name="Your next booking")).to_be_visible()
    yield "my"
    page.goto("/my/bookings")
    expect(page.get_by_role("link", name="First conversation")).to_have_count(3)
    yield "my-bookings"
    page.get_by_role("tab", name="Past and cancelled").click()
    expect(page.get_by_role("link", name="First conversation")).to_have_count(1)
    yield "my-bookings-past"
    page.get_by_role("link", name="First conversation").click()
    expect(page.get_by_text("You cancelled it.")).to_be_visible()
    yield "my-booking-cancelled"
    page.goto("/my/bookings")
    page.get_by_role("link", name="First conversation").first.click()
    expect(page.get_by_role("button", name="Move to another time")).to_be_visible()
    yield "my-booking"
    page.get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "my-booking-cancel"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Move to another time").click()
    expect(page.locator(".move-time").first).to_be_visible()
    yield "my-booking-move"
    page.goto("/my/notifications")
    expect(page.get_by_role("button", name="Mark all as read")).to_be_visible()
    yield "my-notifications"
    page.goto("/my/settings")
    expect(page.get_by_role("heading", name=practice.organization_name)).to_be_visible()
    yield "my-settings"
    page.goto("/my/bookings/none")
    sees(page, "There is no such booking")
    yield "my-booking-none"


def faults(page: Page, states: Iterator[str]) -> list[str]:
    """What is wrong with each of the states: rules broken by day or by night, and what scrolls sideways."""
    return [f"{state}: {fault}" for state in states for fault in violations(page) + sideways(page)]


def test_account_pages(open_window: Callable[..., Page], stack: Stack, mailbox: Mailbox) -> None:
    """Signing in, up, and the links of mails."""
    page = open_window()
    assert [] == faults(page, account_states(page, make_person(stack), mailbox))


def test_pages_with_nothing_on_them(open_window: Callable[..., Page], stack: Stack) -> None:
    """Of a new account."""
    page = open_window()
    assert [] == faults(page, empty_states(page, make_person(stack)))


def test_pages_of_a_client(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """With bookings ahead and a cancelled one, dialogs open."""
    page = open_window()
    assert [] == faults(page, client_states(page, make_person(stack), practice))


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/reset", "/confirm"])
def test_account_pages_speak_french(path: str, open_window: Callable[..., Page]) -> None:
    """By the browser's language, without a word of English left but the languages' names."""
    page = open_window(locale="fr-CA")
    page.goto(path)
    expect(page.get_by_role("heading", level=1, name=FRENCH[path])).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fr-CA"
    assert [] == violations(page)


FRENCH = {
    "/sign-in": "Ouvrir une session",
    "/sign-up": "Créer un compte",
    "/reset": "Choisir un nouveau mot de passe",
    "/confirm": "Ce lien n’est pas complet",
}


def test_a_client_in_french(open_window: Callable[..., Page], stack: Stack, practice: Practice) -> None:
    """Dates, times, statuses and sentences, on each page."""
    person = make_person(stack)
    person.book(practice)
    page = open_window(locale="fr-CA")
    page.goto("/sign-in")
    page.get_by_label("Courriel").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(person.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Votre prochain rendez-vous")).to_be_visible()
    expect(page.locator(".my-countdown")).to_contain_text("Dans ")
    expect(page.locator(".my-when-time")).to_contain_text(" h")
    page.get_by_role("link", name="Voir le rendez-vous").click()
    expect(page.get_by_text("Confirmé")).to_be_visible()
    page.get_by_role("button", name="Annuler le rendez-vous").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler le rendez-vous").click()
    expect(page.get_by_text("Vous l’avez annulé.")).to_be_visible()
    page.goto("/my/notifications")
    expect(page.get_by_role("link", name="Votre rendez-vous est confirmé")).to_be_visible()
    page.goto("/my/settings")
    expect(page.get_by_role("heading", name="Réglages")).to_be_visible()
    expect(page.get_by_text("Rappels")).to_be_visible()
