"""Writes through views, each on a row of its own at Riverside, so that no attempt is in another's way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from .callers import Caller
    from .desk import Desk
    from .world import World

CHANGES = {
    "organization_settings": {"reply_to": "office@riverside.example"},
    "practitioners": {"bio": "Here since 2009."},
    "services": {"price_cents": 9000},
    "practitioner_services": {"active": False},
    "specialties": {"name": "Rest"},
    "organization_billing_codes": {"description": "Ours, newly named"},
    "service_needs": {"quantity": 2},
    "places": {"address": "2 River Road"},
    "availability_rules": {"ends_local": "00:40"},
    "availability_exceptions": {"reason": "Conference"},
    "clients": {"name": "Kim T."},
    "bookings": {"status": "cancelled"},
    "organizations": {"name": "Mine"},
    "members": {"role": "admin"},
    "booking_series": {"recurrence": "FREQ=DAILY"},
    "reviews": {"rating": 5},
    "practice_rooms": {"title": "Mine"},
    "audit_log": {"actor": "system:nobody"},
}
KEYS = {
    "services": "service_id",
    "practitioner_services": "service_id",
    "specialties": "specialty_id",
    "practitioner_specialties": "specialty_id",
    "resources": "resource_id",
    "organization_billing_codes": "code",
    "service_needs": "service_id",
    "places": "place_id",
    "availability_rules": "rule_id",
    "availability_exceptions": "exception_id",
}


class Attempts:
    """What somebody might write at Riverside."""

    def __init__(self, world: World, desk: Desk) -> None:
        """*desk* makes what is attacked."""
        self._desk, self._cleo = desk, world.caller("cleo")
        self._within = {"organization_id": world.riverside.organization_id}
        self._ada = {"practitioner_id": world.riverside.practitioners["ada"]}
        self._client_id = world.caller("service").rows("bookings", booking_id=desk.book()["booking_id"])[0]["client_id"]
        self._nights = iter(f"203{year}-0{month}-1{day}" for year in range(10) for month in range(1, 10) for day in range(10))

    def _row(self, view: str) -> dict[str, Any]:
        unique, night = uuid4().hex[:8], next(self._nights)
        service = {"name": f"Extra {unique}", "duration_minutes": 30}
        if view in {"practitioner_services", "service_needs"}:
            link = self._ada if view == "practitioner_services" else {"kind": "sauna"}
            return self._within | link | {"service_id": self._cleo.insert("services", **self._within, **service)["service_id"]}
        if view == "practitioner_specialties":
            return self._within | self._ada | {"specialty_id": self._cleo.insert("specialties", **self._row("specialties"))["specialty_id"]}
        if view == "places":
            offered = self._cleo.insert("practitioner_services", **self._row("practitioner_services"))["service_id"]
            return self._within | self._ada | {"service_id": offered, "address": "1 River Road"}
        hours = {"starts_local": "00:15", "ends_local": "00:45", "valid_from": night, "valid_until": night}
        return (
            self._within
            | {
                "practitioners": {"slug": f"p-{unique}", "display_name": "Pat", "time_zone": "UTC"},
                "services": service,
                "organization_billing_codes": {"code": unique[:5].upper(), "description": "Ours", "family": "own"},
                "resources": {"kind": "sauna", "name": unique},
                "specialties": {"slug": f"s-{unique}", "name": "Sleep"},
                "availability_rules": self._ada | {"weekday": 1} | hours,
                "availability_exceptions": self._ada | {"kind": "extra_hours", "starts_at": f"{night}T03:00:00Z", "ends_at": f"{night}T04:00:00Z"},
                "clients": {"name": "Kim", "email": f"{unique}@client.example", "phone": "+1 514 555 0199", "time_zone": "UTC"},
                "bookings": {"status": "confirmed", "client_name": "Kim"},
                "organizations": {"slug": f"o-{unique}", "name": "Other", "time_zone": "UTC"},
                "members": {"role": "admin", "user_id": str(uuid4()), "email": "x@people.example", "display_name": "X"},
                "invitations": {"role": "admin", "email": "x@people.example", "display_name": "X"},
                "reviews": {"rating": 5},
                "audit_log": {"actor": "system:nobody", "action": "booking.created", "entity": "booking", "entity_id": unique},
            }[view]
        )

    def of(self, command: str, view: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What would be inserted or changed, and the columns that find what would be changed or deleted."""
        if command == "insert":
            return self._row(view), {}
        return self._change(view), self._target(view)

    def request(self, caller: Caller, command: str, view: str) -> Any:  # noqa: ANN401 - a request builder of supabase-py
        """The write that *caller* tries."""
        if command == "insert":
            return caller.view(view).insert(self._row(view))
        begun = caller.view(view).delete() if command == "delete" else caller.view(view).update(self._change(view))
        return caller.where(begun, **self._target(view))

    def _change(self, view: str) -> dict[str, Any]:
        # No two of a kind have one name.
        return {"name": uuid4().hex[:8]} if view == "resources" else CHANGES.get(view, {})

    def _target(self, view: str) -> dict[str, Any]:
        if view == "practitioners":
            return self._ada
        if view == "clients":
            return {"client_id": self._client_id}
        if view in KEYS:
            return {KEYS[view]: self._cleo.insert(view, **self._row(view))[KEYS[view]]}
        return self._within
