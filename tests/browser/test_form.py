"""The details form: what is missing is said beside it, and nothing typed is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from .practice import Practice
    from .visitor import Visitor


def test_each_missing_answer_has_its_message(visitor: Visitor, practice: Practice) -> None:
    """BM-R17 CP-14.1: name, email, phone and consent are asked for, each by a message tied to its field."""
    page = visitor.page
    page.goto(practice.path)
    visitor.choose(0)
    page.get_by_label("Email").fill("ben at example")
    page.get_by_role("button", name="Book this time").click()

    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_accessible_description("Please tell us your name.")
    for label, message in (
        ("Email", "does not look like an email address"),
        ("Phone", "Please give a phone number."),
        ("I agree", "We need your agreement"),
    ):
        field = page.get_by_label(label)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(message))
    expect(page.get_by_role("alert").filter(has_text="4 answers need another look.")).to_be_attached()
    expect(page.get_by_label("Email")).to_have_value("ben at example")

    visitor.fill_in()
    expect(page.locator("[aria-invalid]")).to_have_count(0)
    visitor.book()


def test_the_language_can_change_half_way(visitor: Visitor, practice: Practice) -> None:
    """Switching to French keeps the time and what was typed."""
    page = visitor.page
    page.goto(practice.path)
    visitor.choose(0)
    page.get_by_label("Name").fill("Ben Tremblay")

    page.get_by_role("button", name="Français").click()

    expect(page.get_by_role("heading", level=1, name="Vos coordonnées")).to_be_visible()
    expect(page.get_by_label("Nom")).to_have_value("Ben Tremblay")
    expect(page.get_by_role("button", name="Français")).to_be_focused()
