"""People who work in a practice, at their browser windows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
from playwright.sync_api import expect

from .practice import MONDAY_TO_SUNDAY, Practice, connect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from supabase import Client
    from tests.conftest import Stack

    from .mailbox import Mailbox

ZONE = ZoneInfo("America/Toronto")


@dataclass(frozen=True)
class Staff:
    """A member of a practice at a browser window that is signed in."""

    page: Page
    practice: Practice
    api: Client

    def open(self, path: str = "") -> None:
        """Opens a page of the practice by its address."""
        self.page.goto(f"/at/{self.practice.organization_slug}{path}")

    def sees(self, heading: str) -> None:
        """Waits for a page by its main heading."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    def part(self, title: str) -> Locator:
        """The part of the page with that title."""
        return self.page.get_by_role("region", name=title, exact=True)

    def press(self, button: str) -> None:
        """Presses a button by its exact name."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def choose(self, label: str, option: str) -> None:
        """Chooses from a list that opens."""
        self.page.get_by_role("button", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()


def signed_in(page: Page, practice: Practice, api: Client | None = None) -> Staff:
    """The admin of the practice at that window, or whoever *api* is signed in as.  The session is put where signing in would put it."""
    who = api or practice.admin
    session = who.auth.get_session().model_dump_json()
    unless = "location.protocol === 'about:' || localStorage.getItem('bookfast.session')"
    page.add_init_script(f"{unless} || localStorage.setItem('bookfast.session', {json.dumps(session)})")
    return Staff(page=page, practice=practice, api=who)


def hire(practice: Practice, mailbox: Mailbox, stack: Stack, name: str = "Eve Roy") -> tuple[Client, str]:
    """Takes somebody on as a practitioner, by the mail of an invitation, who offers the practice's service every afternoon.  Returns (api, practitioner_id)."""
    address = f"eve-{uuid4().hex[:10]}@practice.example"
    organizations = practice.admin.table("organizations").select("organization_id")
    organization_id = organizations.eq("slug", practice.organization_slug).execute().data[0]["organization_id"]
    practice.admin.rpc("invite_member", {"organization_id": organization_id, "email": address, "role": "practitioner", "display_name": name}).execute()
    letter = mailbox.wait_for(address, count=1)[0]
    token = next(word for word in str(letter["text"]).split() if "/join#" in word).partition("#")[2]
    api = connect(stack.supabase_url, stack.supabase_publishable_key)
    api.auth.sign_up({"email": address, "password": f"correct horse {address}"})
    api.rpc("accept_invitation", {"token": token}).execute()
    mine = api.table("memberships").select("practitioner_id").execute().data[0]["practitioner_id"]
    link = {"organization_id": organization_id, "practitioner_id": mine}
    practice.admin.table("practitioners").update({"published": True, "time_zone": "America/Toronto"}).eq("practitioner_id", mine).execute()
    practice.admin.table("practitioner_services").insert(link | {"service_id": practice.service_id, "active": True}).execute()
    hours = [link | {"weekday": weekday, "starts_local": "13:00", "ends_local": "17:00", "capacity": 1} for weekday in MONDAY_TO_SUNDAY]
    practice.admin.table("availability_rules").insert(hours).execute()
    return api, mine


def day_at(days: int, hour: int, minute: int = 0) -> datetime:
    """A wall time in Toronto some days from today."""
    return (datetime.now(ZONE) + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)


def client_details(name: str = "Ben Tremblay", **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """What is typed for a client whom nobody else books for."""
    return {"name": name, "email": f"ben-{uuid4().hex[:10]}@client.example", "phone": "+1 514 555 0100", "consent": True} | changes


def book(practice: Practice, starts_at: datetime, name: str = "Ben Tremblay", **arguments: Any) -> dict[str, Any]:  # noqa: ANN401
    """The admin books for a client with the practice's practitioner, or whom *arguments* name."""
    offer = {"practitioner_id": practice.practitioner_id, "service_id": practice.service_id, "starts_at": starts_at.astimezone(UTC).isoformat()}
    return practice.admin.rpc("create_booking", offer | {"client": client_details(name)} | arguments).execute().data


def ask_for(practice: Practice, stack: Stack, starts_at: datetime, practitioner_id: str = "", **changes: Any) -> tuple[dict[str, Any], str]:  # noqa: ANN401
    """A visitor holds a time and confirms it; returns the booking and the visitor's address."""
    visitor = connect(stack.supabase_url, stack.supabase_publishable_key)
    who = practitioner_id or practice.practitioner_id
    offer = {"practitioner_id": who, "service_id": practice.service_id, "starts_at": starts_at.astimezone(UTC).isoformat()}
    details = client_details(**changes)
    hold = visitor.rpc("request_hold", offer).execute().data
    return visitor.rpc("confirm_hold", {"hold_key": hold["hold_key"], "client": details}).execute().data, details["email"]


def let_begin(stack: Stack, booking_id: str, *, hours_ago: float) -> None:
    """
    Turns time back for one booking, as the owner of the database: it began so long ago, but what began within the hour began today, just after midnight too.

    No trigger runs, since what passes by itself is nobody's change.
    """
    with psycopg.connect(stack.database_url) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute(
            "with moved as (update app.bookings as b set ends_at = s.at + (b.ends_at - b.starts_at), starts_at = s.at, client_may_overlap = true"
            " from (select greatest(date_trunc('minute', now()) - make_interval(mins => %s), %s) as at) as s where b.booking_id = %s"
            " returning b.claim_id, b.starts_at, b.ends_at)"
            " update app.slot_claims as c set slot = tstzrange(m.starts_at, m.ends_at), blocked = tstzrange(m.starts_at, m.ends_at), overbooked = true,"
            " seat = null from moved as m where c.claim_id = m.claim_id",
            [int(hours_ago * 60), day_at(0, 0) if hours_ago < 1 else None, booking_id],
        )
