"""Admins see what became of each message, and let what failed be tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import expect

from python_functions.stack.programs import programs_of
from python_functions.stack.supervision import Supervision

from .office import sound
from .staff import book, client_details, day_at, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.conftest import Stack

    from .mailbox import Mailbox
    from .practice import Practice

SAID = "The mail server refused the recipient: 450 mailbox busy."


def book_and_fail(stack: Stack, practice: Practice, email: str) -> dict[str, Any]:
    """Book for *email*, whose mail server was busy until the worker gave up."""
    supervision = Supervision(stack.settings)
    (worker,) = [program for program in programs_of(stack.settings, stack.keys) if program.name == "worker"]
    supervision.stop(worker)
    try:
        booked = book(practice, day_at(3, 9), client=client_details(email=email))
        with psycopg.connect(stack.database_url) as owner:
            owner.execute(
                "update app.outbox_events set status = 'failed', finished_at = now(), attempts = 10, last_error = %s"
                " where subject_id = %s and recipient = 'client'",
                [SAID, booked["booking_id"]],
            )
    finally:
        supervision.start(worker)
    return booked


@pytest.mark.req("DR-5.2", "SC-4.2")
def test_a_failed_message_is_tried_again_and_arrives(open_window: Callable[..., Page], practice: Practice, stack: Stack, mailbox: Mailbox) -> None:
    """The page says why it failed, and by itself that it was sent after all."""
    email = f"ben-{uuid4().hex[:10]}@client.example"
    booked = book_and_fail(stack, practice, email)
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/messages")
    row = page.get_by_role("row").filter(has_text="Confirmation")
    expect(row).to_contain_text("b***@client.example")
    expect(row).to_contain_text(SAID)
    expect(row.get_by_role("link", name=booked["reference"])).to_have_attribute("href", f"/at/{practice.organization_slug}/bookings/{booked['booking_id']}")
    admin.press("Try again: Confirmation, b***@client.example")
    expect(page.get_by_text("The message is on its way once more.")).to_be_visible()
    (letter,) = mailbox.wait_for(email, count=1)
    assert booked["reference"] in str(letter["text"])
    expect(page.get_by_text("Nothing has failed")).to_be_visible()
    admin.choose("Show", "Sent")
    expect(row).to_contain_text("Sent")
    page.reload()
    expect(row).to_contain_text("Sent")


@pytest.mark.req("SC-1.8")
def test_a_marked_address_is_left_alone_until_it_is_cleared(open_window: Callable[..., Page], practice: Practice, stack: Stack, mailbox: Mailbox) -> None:
    """What was left out says why; after clearing, mail arrives again."""
    email = f"ben-{uuid4().hex[:10]}@client.example"
    organization = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    with psycopg.connect(stack.database_url) as owner:
        owner.execute(
            "insert into app.mail_addresses (organization_id, address, bounced_at, bounce_reason) values (%s, %s, now(), 'no such mailbox')",
            [organization["organization_id"], email],
        )
    book(practice, day_at(3, 9), client=client_details(email=email))
    page = open_window()
    admin = signed_in(page, practice)
    admin.open("/messages?status=all")
    expect(page.get_by_role("row").filter(has_text="Confirmation")).to_contain_text("The address takes no mail.")
    page.get_by_role("tab", name="Addresses that mail does not reach").click()
    expect(page.get_by_role("row").filter(has_text=email)).to_contain_text("takes no mail (no such mailbox)")
    admin.press(f"Write to it again: {email}")
    page.get_by_role("dialog").get_by_role("button", name="Write to it again").click()
    expect(page.get_by_text("Mail reaches everybody")).to_be_visible()
    assert mailbox.letters_to(email) == []
    book(practice, day_at(3, 10), client=client_details(email=email))
    mailbox.wait_for(email, count=1)


@pytest.mark.req("BM-R14")
def test_everybody_can_use_the_page(open_window: Callable[..., Page], practice: Practice, stack: Stack) -> None:
    book_and_fail(stack, practice, f"ben-{uuid4().hex[:10]}@client.example")
    sound(open_window, practice, "/messages", "Messages", ready="Confirmation", french="Messages")
    sound(open_window, practice, "/messages?part=addresses", "Messages", ready="Mail reaches everybody", french="Messages")
