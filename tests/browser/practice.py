"""A practice of one practitioner for one test, made through the Data API as its admin would."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx

from supabase import ClientOptions, create_client

if TYPE_CHECKING:
    from supabase import Client

MONDAY_TO_SUNDAY = range(1, 8)


@dataclass(frozen=True)
class Practice:
    """Where a visitor finds the practice, and what the practice may ask of the Data API."""

    admin: Client
    organization_name: str
    organization_slug: str
    practitioner_id: str
    practitioner_name: str
    service_id: str
    service_name: str

    @property
    def path(self) -> str:
        """The deep link to the service's free times, relative to the web address."""
        return f"/with/{self.organization_slug}/ada/{self.service_id}"


def connect(url: str, key: str) -> Client:
    """A Data API client of nobody in particular."""
    # The stack speaks plain http: reading the list of all authorities, twice for each client, would be half of what a practice costs here.
    http = httpx.Client(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), timeout=120, follow_redirects=True)
    return create_client(url, key, options=ClientOptions(schema="api", auto_refresh_token=False, persist_session=False, httpx_client=http))


def open_practice(admin: Client, *, time_zone: str = "America/Toronto", quiet_seconds: int = 0, **service: object) -> Practice:
    """
    Opens a new practice: "Ada Lindqvist" is there every day from 9:00 to 12:00 and offers one service.

    Changes of time are mailed after *quiet_seconds*.  *service* overrides columns of `api.services`, such as `capacity` or `change_notice_minutes`.
    """
    suffix = uuid4().hex[:10]
    admin.auth.sign_up({"email": f"cleo-{suffix}@practice.example", "password": f"correct horse {suffix}"})
    name, slug = f"Maple {suffix}", f"maple-{suffix}"
    organization = admin.rpc("create_organization", {"name": name, "slug": slug, "time_zone": time_zone}).execute().data
    within = {"organization_id": organization["organization_id"]}
    admin.table("organization_settings").update({"message_quiet_seconds": quiet_seconds}).match(within).execute()

    practitioner = _insert(admin, "practitioners", within | {"slug": "ada", "display_name": "Ada Lindqvist", "time_zone": time_zone, "published": True})
    offered = _insert(
        admin,
        "services",
        within | {"name": "First conversation", "duration_minutes": 50, "step_minutes": 60, "max_advance_days": 60} | service,
    )
    link = {"practitioner_id": practitioner["practitioner_id"], "service_id": offered["service_id"]}
    _insert(admin, "practitioner_services", within | link | {"active": True})
    hours = {"practitioner_id": practitioner["practitioner_id"], "starts_local": "09:00", "ends_local": "12:00", "capacity": offered["capacity"]}
    admin.table("availability_rules").insert([within | hours | {"weekday": weekday} for weekday in MONDAY_TO_SUNDAY]).execute()
    return Practice(
        admin=admin,
        organization_name=name,
        organization_slug=slug,
        practitioner_id=practitioner["practitioner_id"],
        practitioner_name=practitioner["display_name"],
        service_id=offered["service_id"],
        service_name=offered["name"],
    )


def _insert(admin: Client, view: str, row: dict[str, object]) -> dict[str, object]:
    return admin.table(view).insert(row).execute().data[0]
