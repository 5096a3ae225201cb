"""A practice whose practitioner has a calendar at Google, and a clerk who does the calendar worker's work, one task after the other, when told to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
from prometheus_client import CollectorRegistry

from python_functions.calendars.accounts import accounts_of
from python_functions.calendars.backoff import Patience
from python_functions.calendars.errands import CalendarErrands, Handler
from python_functions.calendars.google import GoogleProvider
from python_functions.calendars.metrics import CalendarMetrics
from python_functions.calendars.pushing import prepare, put_event
from python_functions.calendars.syncing import Syncing
from python_functions.config import Config
from python_functions.data_api import DataApi
from python_functions.lease import Lease
from tests.browser.practice import Practice, open_practice
from tests.browser.practice import connect as sign_up_at

if TYPE_CHECKING:
    import psycopg

    from tests.conftest import Stack
    from tests.google.person import Person
    from tests.google.server import Google

LEASE_SECONDS = 60
TORONTO = ZoneInfo("America/Toronto")


@dataclass(frozen=True)
class Office:
    """Ada's practice, her account at Google (*ada*), and the database's owner, for whom time may pass."""

    stack: Stack
    google: Google
    practice: Practice
    organization_id: str
    owner: psycopg.Connection
    ada: Person
    connection_id: str

    def book(self, day: int, hour: int = 9) -> dict[str, Any]:
        """Book an hour of Ada's, some days from now, for a new client."""
        starts_at = datetime.now(TORONTO).replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=day)
        client = {"name": "Ben Tremblay", "email": f"ben-{uuid4().hex[:10]}@client.example", "phone": "+1 514 555 0100", "consent": True}
        offer = {"practitioner_id": self.practice.practitioner_id, "service_id": self.practice.service_id, "starts_at": starts_at.isoformat()}
        return self.call("create_booking", **offer, client=client)

    def now(self, booking: dict[str, Any]) -> dict[str, Any]:
        """Return the booking as it is now."""
        return self.practice.admin.table("bookings").select("*").eq("booking_id", booking["booking_id"]).execute().data[0]

    def times(self) -> dict[str, datetime]:
        """Return when each event of the calendar begins, by its booking."""
        found = self.ada.events()
        return {str(UUID(event["id"])): datetime.fromisoformat(event["start"]["dateTime"]) for event in found}

    def call(self, verb: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
        """Do something as the practice's admin, who is Ada."""
        return self.practice.admin.rpc(verb, arguments).execute().data

    def tasks(self) -> dict[str, int]:
        """Return how many of the tasks that write into the calendar are in which state."""
        writing = "select status, count(*) from app.calendar_tasks where connection_id = %s and kind in ('prepare', 'put_event') group by 1"
        found = self.owner.execute(writing, [self.connection_id]).fetchall()
        return {str(status): int(count) for status, count in found}

    def let_pass(self) -> None:
        """Let the time come at which everything that waits for this connection is due."""
        self.owner.execute("update app.calendar_tasks set next_attempt_at = now() where status = 'queued' and connection_id = %s", [self.connection_id])
        self.owner.execute("update app.calendar_turns set resting_until = null where connection_id = %s", [self.connection_id])


class Clerk:
    """Does what the worker's calendar errands do."""

    def __init__(self, office: Office, *, patience: Patience | None = None) -> None:
        """*patience* is how often one asks again by itself; not at all, as a rule."""
        config = Config.from_env(office.stack.env)
        api = DataApi.connect(config.supabase_url, key=config.supabase_secret_key)
        assert config.google is not None
        self.provider = GoogleProvider(config.google, client=httpx.Client(timeout=5, trust_env=False), patience=patience or Patience(attempts=1))
        accounts = accounts_of(config, api, google=self.provider)
        assert accounts is not None
        reading = Syncing(api, f"{config.edge_url}/api/google/webhook")
        handlers: dict[str, Handler] = {
            "prepare": prepare,
            "put_event": partial(put_event, web_url=config.web_url),
            "busy": reading.busy,
            "sync": reading.sync,
            "watch": reading.watch,
        }
        self.errands = CalendarErrands(api, accounts.open, handlers, CalendarMetrics(CollectorRegistry()))
        self.name = f"clerk-{uuid4().hex[:6]}"

    def work(self, *, most: int = 100) -> int:
        """Carry out what is due until nothing is; return how many tasks that were."""
        done = 0
        while done < most and (rows := self.errands.claim(self.name, at_most=8, lease_seconds=LEASE_SECONDS)):
            for row in rows:
                self.errands.carry_out(row, lease=Lease(LEASE_SECONDS))
                done += 1
        return done


def open_office(stack: Stack, google: Google, owner: psycopg.Connection) -> Office:
    """Open a practice, and connect its practitioner's calendar as its page does."""
    practice = open_practice(sign_up_at(stack.supabase_url, stack.supabase_publishable_key))
    session = practice.admin.auth.get_session()
    (organization_id,) = owner.execute("select organization_id::text from app.organizations where slug = %s", [practice.organization_slug]).fetchone() or ("",)
    owner.execute(
        "update app.practitioners as p set member_id = m.member_id from app.members as m where (m.organization_id, m.user_id) = (p.organization_id, %s)"
        " and p.practitioner_id = %s",
        [session.user.id, practice.practitioner_id],
    )
    ada = google.person(f"ada-{uuid4().hex[:8]}@gmail.test")
    with httpx.Client(base_url=stack.edge_url, trust_env=False, headers={"Authorization": f"Bearer {session.access_token}", "Origin": stack.web_url}) as edge:
        begun = edge.post("/api/calendar/connect", json={"organization_id": organization_id, "provider": "google"}).raise_for_status().json()
        back = urlsplit(httpx.get(begun["authorization_url"], trust_env=False).headers["Location"])
        connection = edge.post("/api/auth/google/callback", json=dict(parse_qsl(back.query))).raise_for_status().json()
    return Office(stack, google, practice, organization_id, owner, ada, connection["connection_id"])


def later(booking: dict[str, Any], hours: float) -> str:
    """Return a time so many hours after the booking's."""
    return (begins(booking) + timedelta(hours=hours)).astimezone(UTC).isoformat()


def begins(booking: dict[str, Any]) -> datetime:
    """Return when the booking begins."""
    return datetime.fromisoformat(booking["starts_at"])
