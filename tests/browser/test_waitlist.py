"""Who waits gets a mail when a time comes free, and answers on the page behind its link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from .axe import violations

if TYPE_CHECKING:
    from .mailbox import Mailbox
    from .practice import Practice
    from .visitor import Visitor


def details(email: str) -> dict[str, object]:
    return {"name": "Ben Tremblay", "email": email, "phone": "+1 514 555 0100", "consent": True, "locale": "en-CA"}


def offer_link(letter: dict[str, object]) -> str:
    """The link in the offer's text."""
    return next(word for word in str(letter["text"]).split() if "/waitlist#" in word)


def wait_for_the_only_time(practice: Practice, *waiting: str) -> str:
    """Books the first free time of the day after tomorrow for somebody; lets the others wait for that day.  Returns the booking's id."""
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    offer = {"practitioner_id": practice.practitioner_id, "service_id": practice.service_id}
    slots = practice.admin.rpc("available_slots", {**offer, "from_date": day, "to_date": day}).execute().data
    booking_ids = [
        practice.admin.rpc("create_booking", {**offer, "starts_at": slot["starts_at"], "client": details(f"other-{uuid4().hex[:8]}@client.example")})
        .execute()
        .data["booking_id"]
        for slot in slots
    ]
    for email in waiting:
        practice.admin.rpc("join_waitlist", {"service_id": practice.service_id, "from_date": day, "to_date": day, "client": details(email)}).execute()
    return booking_ids[0]


@pytest.mark.req("BM-R8", "CP-5.8")
def test_a_time_that_comes_free_goes_to_who_waits(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """The first in line declines, the second accepts; both by the link in a mail, and the booking is confirmed by another."""
    second = f"zoe-{uuid4().hex[:8]}@client.example"
    booking_id = wait_for_the_only_time(practice, visitor.email, second)
    practice.admin.rpc("cancel_booking", {"booking_id": booking_id}).execute()

    page = visitor.page
    page.goto(offer_link(mailbox.wait_for(visitor.email, count=2)[1]))
    visitor.sees("A time has come free for you")
    assert violations(page) == []
    page.get_by_role("button", name="Not this time").click()
    visitor.sees("You are on the list")

    page.goto(offer_link(mailbox.wait_for(second, count=2)[1]))
    visitor.sees("A time has come free for you")
    page.get_by_role("button", name="Accept this time").click()
    visitor.sees("This time is yours")
    confirmation = mailbox.wait_for(second, count=3)[2]
    assert "confirmed" in str(confirmation["subject"])

    page.reload()
    visitor.sees("This time is yours")


def test_who_waits_may_leave(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """The link in the first mail shows the wish, and takes it back."""
    wait_for_the_only_time(practice, visitor.email)
    visitor.page.goto(offer_link(mailbox.wait_for(visitor.email, count=1)[0]))
    visitor.sees("You are on the list")
    assert violations(visitor.page) == []
    visitor.page.get_by_role("button", name="Leave the list").click()
    visitor.sees("You are no longer on the list")


def test_a_link_that_opens_nothing_says_so(visitor: Visitor) -> None:
    visitor.page.goto("/waitlist#nonsense")
    visitor.sees("This link does not work")
