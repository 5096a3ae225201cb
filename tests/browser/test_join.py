"""An invitation is accepted on the page behind its link."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from .mailbox import Mailbox
    from .practice import Practice
    from .visitor import Visitor

PASSWORD = "a long enough secret"  # noqa: S105 - of an account that lives as long as the test


def invite(practice: Practice, address: str) -> None:
    """Invites *address* as a practitioner, as the practice's admin."""
    organization = practice.admin.table("organizations").select("organization_id").eq("slug", practice.organization_slug).execute().data[0]
    practice.admin.rpc("invite_member", organization | {"email": address, "role": "practitioner", "display_name": "Eve Roy"}).execute()


def link_to_join(letter: dict[str, object]) -> str:
    """The link in the invitation's text."""
    return next(word for word in str(letter["text"]).split() if "/join#" in word)


@pytest.mark.req("DR-1.2", "DR-7.2")
def test_a_new_person_joins(visitor: Visitor, practice: Practice, mailbox: Mailbox) -> None:
    """The invited person makes an account and is a member, after a reload, too; the link works once."""
    page = visitor.page
    address = f"eve-{uuid4().hex[:10]}@practice.example"
    invite(practice, address)
    link = link_to_join(mailbox.wait_for(address, count=1)[0])

    page.goto(link)
    visitor.sees("Join the practice")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account and join").click()
    visitor.sees(f"Welcome to {practice.organization_name}")
    expect(page.get_by_role("link", name="Go to the practice")).to_have_attribute("href", f"/at/{practice.organization_slug}")

    page.reload()
    visitor.sees(f"Welcome to {practice.organization_name}")
    page.goto("/")
    page.goto(link)
    expect(page.get_by_text(f"You are signed in as {address}.")).to_be_visible()
    page.get_by_role("button", name="Accept the invitation").click()
    visitor.sees("This invitation has ended")


def test_a_wrong_password_is_told_beside_the_field(visitor: Visitor) -> None:
    """Nothing typed is lost, and the message is tied to the field."""
    page = visitor.page
    page.goto("/join#something")
    page.get_by_role("button", name="I have an account").click()
    page.get_by_label("Email").fill(visitor.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in and join").click()

    expect(page.get_by_label("Password", exact=True)).to_have_accessible_description("That address and password do not go together. Please try again.")
    expect(page.get_by_label("Email")).to_have_value(visitor.email)
