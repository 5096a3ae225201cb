"""Notes on a booking: written, signed and shared at the pages of the practice and of its clients."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .axe import violations
from .people import make_person
from .staff import Staff, hire, signed_in
from .test_accessibility import OVERFLOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .people import Person
    from .practice import Practice

HERON = "She dreams of the heron at the ferry."
KEPT_BY_THE_BROWSER = "() => JSON.stringify({...sessionStorage, ...localStorage})"


@pytest.fixture
def ben(stack: Stack) -> Person:
    """A client with an account."""
    return make_person(stack)


@pytest.fixture
def eve(practice: Practice, mailbox: Mailbox, stack: Stack, open_window: Callable[..., Page]) -> Staff:
    """A practitioner of the practice at her window."""
    api, practitioner_id = hire(practice, mailbox, stack)
    return signed_in(open_window(), replace(practice, practitioner_id=practitioner_id, practitioner_name="Eve Roy"), api)


def begin(staff: Staff, booking_id: object) -> Locator:
    """Open a booking's page and begin to write a note; the field to write in."""
    staff.open(f"/bookings/{booking_id}")
    staff.press("Write a note")
    field = staff.page.get_by_role("textbox", name="Note")
    expect(field).to_be_focused()
    return field


def sign(page: Page, ask: str, confirm: str, done: str) -> str:
    """Sign or share what is written; what the dialog says of it."""
    page.get_by_role("button", name=ask, exact=True).click()
    dialog = page.get_by_role("dialog")
    said = dialog.get_by_role("paragraph").first.inner_text()
    dialog.get_by_role("button", name=confirm).click()
    expect(page.get_by_text(done)).to_be_visible()
    expect(dialog).to_have_count(0)
    return said


@pytest.mark.req("CP-4.8", "DR-4.2")
def test_a_private_note_is_drafted_signed_and_added_to(open_window: Callable[..., Page], eve: Staff, ben: Person, practice: Practice) -> None:
    """Nothing of it is kept in the browser; the admin reads it on the client's page; the client sees that there is none."""
    booked = ben.book(eve.practice)
    page, notes = eve.page, eve.part("Notes")
    begin(eve, booked["booking_id"]).fill(HERON)
    expect(notes.get_by_text("Saved as a draft at")).to_be_visible()
    assert [] == violations(page)
    assert "heron" not in page.evaluate(KEPT_BY_THE_BROWSER)
    page.reload()
    expect(notes.get_by_text("Only you see it until you sign it.")).to_be_visible()
    expect(page.get_by_text(HERON)).to_have_count(0)
    notes.get_by_role("button", name="Go on writing").click()
    expect(page.get_by_role("textbox", name="Note")).to_have_value(HERON)
    said = sign(page, "Sign", "Sign the note", "The note is signed.")
    assert said.startswith("Read by Eve Roy, and by admins and supervisors who may read private notes. Ben Tremblay never sees it.")
    expect(notes.get_by_text(HERON)).to_be_visible()
    notes.get_by_role("button", name="Add an addendum").click()
    page.get_by_role("textbox", name="Addendum").fill("It was a crane.")
    sign(page, "Sign", "Sign the note", "The note is signed.")
    expect(notes.get_by_role("listitem")).to_have_count(2)
    expect(notes.get_by_role("listitem").last).to_contain_text("It was a crane.")

    mine = open_window(locale="fr-CA")
    signed_in(mine, practice, ben.api)
    mine.goto(f"/my/bookings/{booked['booking_id']}")
    expect(mine.get_by_role("region", name="Notes").get_by_text("Pas encore de notes")).to_be_visible()
    client_id = eve.api.table("bookings").select("client_id").eq("booking_id", booked["booking_id"]).execute().data[0]["client_id"]
    cleo = signed_in(open_window(color_scheme="dark", viewport={"width": 390, "height": 900}), practice)
    cleo.open(f"/clients/{client_id}")
    about = cleo.part("Notes")
    expect(about.get_by_text("Each note that is opened is recorded")).to_be_visible()
    expect(about.get_by_role("listitem")).to_have_count(2)
    expect(cleo.page.get_by_text(HERON)).to_have_count(0)
    about.get_by_role("button", name="Open the notes").click()
    expect(about.get_by_text(HERON)).to_be_visible()
    expect(about.get_by_role("list", name="Notes")).to_be_focused()
    assert [] == violations(cleo.page)
    assert cleo.page.evaluate(OVERFLOW) <= 0


@pytest.mark.req("CP-4.9")
def test_client_and_practitioner_write_to_each_other(open_window: Callable[..., Page], eve: Staff, ben: Person) -> None:
    """A draft is its writer's alone; what is shared, both read."""
    booked = ben.book(eve.practice)
    page, mine = eve.page, open_window(viewport={"width": 320, "height": 900})
    field = begin(eve, booked["booking_id"])
    page.get_by_text("Shared: Ben Tremblay and Eve Roy").click()
    field.fill("Please bring the list.")
    signed_in(mine, eve.practice, ben.api)
    mine.goto(f"/my/bookings/{booked['booking_id']}")
    part = mine.get_by_role("region", name="Notes")
    expect(part.get_by_text("No notes yet")).to_be_visible()
    said = sign(page, "Sign", "Sign the note", "The note is signed.")
    assert said.startswith("Read by Ben Tremblay, Eve Roy, the practice’s admins")

    mine.reload()
    part.get_by_role("button", name="Open the notes").click()
    expect(part.get_by_text("Please bring the list.")).to_be_visible()
    part.get_by_role("button", name="Write a note").click()
    expect(part.get_by_text("Once you share it, Eve Roy reads it")).to_be_visible()
    mine.get_by_role("textbox", name="Note").fill("I have it: été, œuf, 😀.")
    assert [] == violations(mine)
    assert mine.evaluate(OVERFLOW) <= 0
    sign(mine, "Share", "Share the note", "The note is shared.")
    expect(part.get_by_role("listitem")).to_have_count(2)
    page.reload()
    eve.part("Notes").get_by_role("button", name="Open the notes").click()
    expect(page.get_by_text("I have it: été, œuf, 😀.")).to_be_visible()

    # What one has of oneself has both, opened; and is not handed out without them while they cannot be opened.
    mine.goto("/my/privacy")
    mine.route("**/notes?**", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    mine.get_by_role("button", name="Download as JSON").click()
    expect(mine.get_by_role("alert")).to_be_visible()
    mine.unroute("**/notes?**")
    with mine.expect_download() as handed:
        mine.get_by_role("button", name="Download as JSON").click()
    said = Path(handed.value.path()).read_text()
    assert "Please bring the list." in said
    assert "I have it: été, œuf, 😀." in said


def test_nothing_that_was_typed_is_lost(open_window: Callable[..., Page], eve: Staff, ben: Person) -> None:
    """Two windows with one draft; an edge that does not answer; leaving in the middle of a sentence."""
    booked = ben.book(eve.practice)
    page, notes = eve.page, eve.part("Notes")
    field = begin(eve, booked["booking_id"])
    field.fill("First words")
    expect(notes.get_by_text("Saved as a draft at")).to_be_visible()
    second = signed_in(open_window(), eve.practice, eve.api)
    second.open(f"/bookings/{booked['booking_id']}")
    second.part("Notes").get_by_role("button", name="Go on writing").click()
    expect(second.page.get_by_role("textbox", name="Note")).to_have_value("First words")
    second.page.get_by_role("textbox", name="Note").fill("Words of the second window")
    expect(second.part("Notes").get_by_text("Saved as a draft at")).to_be_visible()
    field.fill("First words, and more")
    expect(notes.get_by_text("This draft was saved in another window meanwhile.")).to_be_visible()
    expect(notes.get_by_text("Words of the second window")).to_be_visible()
    assert [] == violations(page)
    notes.get_by_role("button", name="Keep what I wrote here").click()
    expect(notes.get_by_text("Saved as a draft at")).to_be_visible()
    expect(field).to_have_value("First words, and more")

    page.route("**/notes", lambda route: route.abort())
    field.fill("While the server is away")
    expect(notes.get_by_role("alert")).to_contain_text("The server that encrypts notes and speaks to calendars does not answer.")
    page.unroute("**/notes")
    notes.get_by_role("button", name="Try again").click()
    expect(notes.get_by_text("Saved as a draft at")).to_be_visible()
    field.fill("Half a sentence")
    with page.expect_response("**/notes") as saved:
        page.get_by_role("link", name="Bookings", exact=True).first.click()
    assert saved.value.ok
    eve.sees("Bookings")
    eve.open(f"/bookings/{booked['booking_id']}")
    notes.get_by_role("button", name="Go on writing").click()
    expect(field).to_have_value("Half a sentence")
    notes.get_by_role("button", name="Discard the draft").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard the draft").click()
    expect(notes.get_by_text("No notes yet")).to_be_visible()
