"""A small practice for the models, and people who call verbs in it; every call is one transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from psycopg import sql

from tests.contract.racing import Told, act, ask, call

if TYPE_CHECKING:
    import psycopg

ZONE = ZoneInfo("America/Toronto")
# The Thursday before clocks go forward in Toronto (2027-03-14), early in the morning.
BEGINNING = datetime(2027, 3, 11, 7, 3, tzinfo=ZONE)
SERVICES: dict[str, dict[str, Any]] = {
    "talk": {"duration_minutes": 50, "step_minutes": 30, "buffer_after_minutes": 10},
    "group": {"duration_minutes": 60, "step_minutes": 60, "capacity": 3, "client_may_overlap": True},
    "visit": {"duration_minutes": 30, "step_minutes": 30, "requires_approval": True, "approval_minutes": 600, "daily_limit": 4, "min_notice_minutes": 120},
    "in a room": {"duration_minutes": 60, "step_minutes": 60, "buffer_before_minutes": 5},
}


@dataclass(frozen=True)
class Practice:
    """The ids of a practice with two practitioners, an admin, one room for both, and ben, a client with an account."""

    organization: str
    practitioners: dict[str, str]
    services: dict[str, str]
    users: dict[str, str]

    def service_named(self, service_id: UUID | str) -> str:
        """Return the name of the service with this id."""
        return next(name for name, known in self.services.items() if known == str(service_id))


def open_practice(owner: psycopg.Connection) -> Practice:
    """Make a practice; *owner* is the database's."""
    organization, room = uuid4(), uuid4()
    practice = Practice(
        str(organization),
        {name: str(uuid4()) for name in ("ada", "dan")},
        {name: str(uuid4()) for name in SERVICES},
        {name: str(uuid4()) for name in ("ada", "dan", "cleo", "ben")},
    )
    within = {"organization_id": organization}
    with owner.transaction():
        owner.execute("select set_config('app.actor', 'system:test', true)")
        _insert(owner, "organizations", within, slug=f"p-{organization.hex}", name="Practice", time_zone=ZONE.key)
        for name, role in (("cleo", "admin"), ("ada", "practitioner"), ("dan", "practitioner")):
            _insert(
                owner,
                "members",
                within,
                member_id=uuid4(),
                user_id=practice.users[name],
                role=role,
                email=f"{name}@practice.example",
                display_name=name.title(),
            )
        for name, practitioner in practice.practitioners.items():
            owner.execute(
                "update app.practitioners as p set practitioner_id = %s, published = true from app.members as m"
                " where m.member_id = p.member_id and m.user_id = %s and m.organization_id = %s",
                [practitioner, practice.users[name], organization],
            )
        _insert(owner, "clients", within, user_id=practice.users["ben"], name="Ben", email="ben@client.example", phone="+1 416 555 0123", time_zone=ZONE.key)
        _insert(owner, "resources", within, resource_id=room, kind="room", name="The blue room")
        for name, service in practice.services.items():
            _insert(owner, "services", within, service_id=service, name=name, max_advance_days=60, **SERVICES[name])
            for practitioner in practice.practitioners.values():
                _insert(owner, "practitioner_services", within, practitioner_id=practitioner, service_id=service)
        _insert(owner, "service_needs", within, service_id=practice.services["in a room"], kind="room")
        for practitioner in practice.practitioners.values():
            for weekday in range(1, 8):
                _insert(owner, "availability_rules", within, practitioner_id=practitioner, weekday=weekday, starts_local="09:00", ends_local="12:00")
    return practice


def _insert(owner: psycopg.Connection, table: str, within: dict[str, Any], **columns: Any) -> None:  # noqa: ANN401
    row = within | columns
    owner.execute(
        sql.SQL("insert into app.{} ({}) values ({})").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(sql.Placeholder() * len(row))
        ),
        list(row.values()),
    )


def starts(now: datetime) -> list[datetime]:
    """Return half hours that may be asked for: of the mornings of a few days, today's included, some of them off the hours."""
    first = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return [(first + timedelta(days=day)).replace(hour=hour, minute=minute) for day in range(6) for hour in range(8, 12) for minute in (0, 30)]


def guest(number: int) -> dict[str, Any]:
    """Return what guest *number* types; always the same."""
    return {"name": f"Guest {number}", "email": f"guest{number}@client.example", "phone": "+1 514 555 0199", "consent": True}


def tell(connection: psycopg.Connection, verb: str, /, *, user: str | None = None, role: str | None = None, **arguments: Any) -> Told:  # noqa: ANN401
    """Call a verb and return what the caller is told."""
    return ask(connection, call(verb, user=user, role=role, **arguments))


def change(connection: psycopg.Connection, statement: str, /, *, user: str, **arguments: Any) -> Told:  # noqa: ANN401
    """Run a write through a view, which returns its rows, and return what the caller is told."""
    return ask(connection, act(statement, user=user, **arguments))


def deliver_all(connection: psycopg.Connection) -> None:
    """Be a worker until nothing is due any more."""
    while rows := tell(connection, "claim_events", role="service_role", worker="a model").rows:
        for row in rows:
            assert tell(connection, "mark_delivered", role="service_role", event_id=row[0]).word == "ok"
