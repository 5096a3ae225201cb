"""Two practices with several practitioners each, made by the product's own verbs and views."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from .callers import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

HOURS = range(8, 20, 4)
# The first days are left to tests that need an early one.
DAYS = range(5, 380)
SERVICES = {
    "talk": {},
    "buffered": {"buffer_before_minutes": 15, "buffer_after_minutes": 15, "step_minutes": 15},
    "group": {"capacity": 2},
    "approved": {"requires_approval": True},
    "early": {"min_notice_minutes": 10 * 24 * 60},
    "soon": {"max_advance_days": 20},
    "binding": {"change_notice_minutes": 43200},
    "daily": {"daily_limit": 1},
}


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    email: str
    user_id: str
    access_token: str


@dataclass(frozen=True)
class Tenant:
    """A practice: the ids of its practitioners and services by name, and its time zone."""

    organization_id: str
    slug: str
    zone: ZoneInfo
    practitioners: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)

    def offer(self, practitioner: str, service: str) -> dict[str, str]:
        """The two arguments that say what is booked, and with whom."""
        return {"practitioner_id": self.practitioners[practitioner], "service_id": self.services[service]}


def token_and_hash() -> tuple[str, str]:
    """A token as the worker mints it, and what it registers of it."""
    token = secrets.token_urlsafe(32)
    return token, sha256(token.encode()).hexdigest()


class World:
    """Riverside: cleo (admin), ada and noah (practitioners), ben (client).  Hill: ines (admin), eve and omar (practitioners).  root runs the platform."""

    def __init__(self, stack: Stack) -> None:
        """Sign everybody up and open both practices."""
        self._stack = stack
        self._hours: dict[str, Iterator[datetime]] = {}
        self.people = {name: self._sign_up(name) for name in ("cleo", "ada", "noah", "ben", "ines", "eve", "omar", "root")}
        self.riverside = self._open("riverside", "America/Toronto", admin="cleo", practitioners=("ada", "noah"))
        self.hill = self._open("hill", "Europe/London", admin="ines", practitioners=("eve", "omar"))

    def caller(self, name: str = "anon") -> Caller:
        """A fresh client of supabase-py for "anon", "service" or one of the people, at a network address of its own."""
        key = self._stack.supabase_secret_key if name == "service" else self._stack.supabase_publishable_key
        person = self.people.get(name)
        return Caller(self._stack.supabase_url, key=key, access_token=person.access_token if person else None)

    def next_start(self, *, tenant: Tenant | None = None) -> str:
        """A whole hour that all practitioners offer and no other test has asked for; the three hours after it are free too."""
        tenant = tenant or self.riverside
        return next(self._hours.setdefault(tenant.slug, _hours(tenant.zone))).isoformat()

    def join(self, name: str, *, tenant: Tenant, admin: str, role: str = "practitioner") -> dict[str, Any]:
        """Invite somebody, open the link as they would, and return the membership."""
        invitation = self.caller(admin).call(
            "invite_member",
            organization_id=tenant.organization_id,
            email=self.people[name].email,
            role=role,
            display_name=name.capitalize(),
        )
        return self.caller(name).call("accept_invitation", token=self.invitation_token(invitation["invitation_id"]))

    def invitation_token(self, invitation_id: str) -> str:
        """A token of the test's own for an invitation, registered as the worker would."""
        token, token_hash = token_and_hash()
        expires_at = (datetime.now(UTC) + timedelta(days=7)).isoformat()
        self.caller("service").call("register_invitation_token", invitation_id=invitation_id, token_hash=token_hash, expires_at=expires_at)
        return token

    def new_account(self) -> str:
        """Sign up somebody who belongs nowhere; return the name to call them by."""
        name = f"guest-{uuid4().hex[:8]}"
        self.people[name] = self._sign_up(name)
        return name

    def _sign_up(self, name: str) -> Person:
        email = f"{name}-{uuid4().hex[:10]}@people.example"
        answer = Caller(self._stack.supabase_url, key=self._stack.supabase_publishable_key).client.auth.sign_up(
            {"email": email, "password": f"correct horse {uuid4().hex}"}
        )
        assert answer.session is not None
        assert answer.user is not None
        return Person(email, answer.user.id, answer.session.access_token)

    def _open(self, name: str, zone: str, *, admin: str, practitioners: tuple[str, ...]) -> Tenant:
        office = self.caller(admin)
        made = office.call("create_organization", name=name.capitalize(), slug=f"{name}-{uuid4().hex[:8]}", time_zone=zone)
        tenant = Tenant(made["organization_id"], made["slug"], ZoneInfo(zone))
        within = {"organization_id": tenant.organization_id}
        for service, columns in SERVICES.items():
            defaults = {"name": f"{service} at {name}", "duration_minutes": 60, "step_minutes": 60, "max_advance_days": 400}
            tenant.services[service] = office.insert("services", **within, **(defaults | columns))["service_id"]
        for practitioner in practitioners:
            member = self.join(practitioner, tenant=tenant, admin=admin)
            slug = f"practitioner-{member['member_id'][:8]}"
            named = (
                self.caller(practitioner)
                .view("practitioners")
                .update({"slug": practitioner, "location": f"{name.capitalize()} Street"})
                .eq("slug", slug)
                .execute()
            )
            tenant.practitioners[practitioner] = named.data[0]["practitioner_id"]
            hours = within | {"practitioner_id": tenant.practitioners[practitioner], "starts_local": "08:00", "ends_local": "20:00"}
            office.view("availability_rules").insert([hours | {"weekday": weekday} for weekday in range(1, 8)]).execute()
            office.view("practitioner_services").insert([within | tenant.offer(practitioner, service) for service in SERVICES]).execute()
            self.caller(practitioner).view("practitioners").update({"published": True}).eq("slug", practitioner).execute()
        return tenant


def _hours(zone: ZoneInfo) -> Iterator[datetime]:
    today = datetime.now(zone).replace(minute=0, second=0, microsecond=0)
    for days, hour in itertools.product(DAYS, HOURS):
        yield (today + timedelta(days=days)).replace(hour=hour)
