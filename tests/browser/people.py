"""People with accounts: made as Auth makes them, signed in as they would themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.sync_api import expect

from .practice import connect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from supabase import Client
    from tests.conftest import Stack

    from .practice import Practice

LINK = re.compile(r"https?://\S+/confirm#[a-z_]+=[0-9a-f]+")


@dataclass(frozen=True)
class Person:
    """Somebody with an account: what they know, and what they may ask of the Data API."""

    email: str
    password: str
    api: Client

    @property
    def user_id(self) -> str:
        """The account's id."""
        return self.api.auth.get_session().user.id

    def sign_in(self, page: Page, *, at: str = "/sign-in") -> None:
        """Open the sign-in page at *at* and sign in by password; whatever page comes next, it is there afterwards."""
        page.goto(at)
        page.get_by_label("Email").fill(self.email)
        page.get_by_label("Password", exact=True).fill(self.password)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def book(self, practice: Practice, *, number: int = 0) -> dict[str, object]:
        """Book the free time of that number at *practice*, signed in; answers what confirm_hold does."""
        times = self.api.rpc(
            "available_slots",
            {"practitioner_id": practice.practitioner_id, "service_id": practice.service_id} | _next_weeks(),
        ).execute()
        wish = {"practitioner_id": practice.practitioner_id, "service_id": practice.service_id, "starts_at": times.data[number]["starts_at"]}
        hold = self.api.rpc("request_hold", wish).execute().data
        client = {"name": "Ben Tremblay", "email": self.email, "phone": "+1 514 555 0100", "consent": True, "time_zone": "America/Toronto", "locale": "en-CA"}
        return self.api.rpc("confirm_hold", {"hold_key": hold["hold_key"], "client": client}).execute().data


def make_person(stack: Stack) -> Person:
    """Make an account that nobody else has, with an address whose mail arrives."""
    suffix = uuid4().hex[:10]
    api = connect(stack.supabase_url, stack.supabase_publishable_key)
    email, password = f"ben-{suffix}@client.example", f"correct horse {suffix}"
    api.auth.sign_up({"email": email, "password": password})
    return Person(email=email, password=password, api=api)


def link_of_auth(letter: dict[str, object]) -> str:
    """The link in the text of one of Auth's mails."""
    found = LINK.search(str(letter["text"]))
    if not found:
        message = f"No link in {letter['text']!r}"
        raise AssertionError(message)
    return found.group()


def sees(page: Page, heading: str) -> None:
    """Wait for a page by its main heading."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def _next_weeks() -> dict[str, str]:

    today = datetime.now(UTC).date()
    return {"from_date": str(today + timedelta(days=1)), "to_date": str(today + timedelta(days=15))}
