"""The pages in French (Canada), for a browser that asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.sync_api import expect

from .mailbox import link_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .mailbox import Mailbox
    from .practice import Practice


def test_a_booking_in_french(open_window: Callable[..., Page], practice: Practice, mailbox: Mailbox) -> None:
    """From the first page to the cancelled booking; the language of the page is declared."""
    page = open_window(locale="fr-CA", timezone_id="America/Montreal")
    email = f"zoe-{uuid4().hex[:10]}@client.example"
    title = page.get_by_role("heading", level=1)

    page.goto(f"/with/{practice.organization_slug}")
    expect(title).to_have_text(f"Prendre rendez-vous chez {practice.organization_name}")
    expect(page.locator("html")).to_have_attribute("lang", "fr-CA")
    page.get_by_role("link", name=practice.practitioner_name).click()
    page.get_by_role("link", name=practice.service_name).click()
    expect(title).to_have_text("Choisissez une heure")
    expect(page.locator(".time").first).to_contain_text(" h")
    page.locator(".time").first.click()
    page.get_by_label("Nom").fill("Zoé Gagnon")
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Téléphone").fill("514 555-0123")
    page.get_by_text("J’accepte que").click()
    page.get_by_role("button", name="Réserver cette heure").click()
    expect(title).to_have_text("Votre rendez-vous est réservé")
    expect(page).to_have_title("Votre rendez-vous est réservé · Bookfast")

    page.goto(link_in(mailbox.wait_for(email, count=1)[0]))
    expect(title).to_have_text("Votre rendez-vous")
    page.get_by_role("button", name="Annuler le rendez-vous").click()
    page.get_by_role("button", name="Oui, annuler").click()
    expect(title).to_have_text("Ce rendez-vous est annulé")


def test_the_language_chosen_is_remembered(open_window: Callable[..., Page], practice: Practice) -> None:
    """A choice holds for the next page and the next visit."""
    page = open_window(locale="en-CA")
    page.goto(practice.path)
    page.get_by_role("button", name="Français").click()
    page.goto("/manage")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien n’ouvre aucun rendez-vous")
