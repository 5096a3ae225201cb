"""
Which slots a stranger is offered, reckoned minute by minute from the tables: slow, simple, and without a line of the database's own reckoning.

Instants are whole minutes since 1970.  Local time is Python's `zoneinfo`, on the zone files of the server: governments change the rules, and two copies
of the tz database may be of different age.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from psycopg.rows import dict_row

from python_functions.stack.binaries import embedded_bin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import psycopg

DAY = 24 * 60


@cache
def zone_of_the_server(name: str) -> ZoneInfo:
    """Return the zone's rules as this PostgreSQL has them."""
    (folder,) = embedded_bin().parent.glob("share/timezone")
    with (folder / name).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def minute_of(instant: datetime) -> int:
    """Return the whole minute in which *instant* lies."""
    return int(instant.timestamp()) // 60


def instant_of(minute: int) -> datetime:
    """Return the beginning of *minute*."""
    return datetime.fromtimestamp(minute * 60, UTC)


def minute_of_wall(day: date, minutes: int, zone: ZoneInfo) -> int:
    """RFC 5545, 3.3.5, is what fold=0 says: the first of two, and the offset before a gap."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - a wall time
    return minute_of(wall.replace(tzinfo=zone, fold=0))


@dataclass(frozen=True)
class Claim:
    """Some of the practitioner's time that is taken: from, until (exclusive), with its buffers, and for which service."""

    claim_id: int
    service_number: int
    slot: range
    blocked: range
    overbooked: bool
    occupant: int


class Reference:
    """The calendar of one practitioner for one service, as it stood in the tables at one moment."""

    def __init__(self, connection: psycopg.Connection, *, practitioner: str, service: str, now: datetime) -> None:
        """Read what there is; *connection* is the owner's."""
        cursor = connection.cursor(row_factory=dict_row)

        def read(what: str, whose: str) -> list[dict[str, Any]]:
            return cursor.execute(what, [whose]).fetchall()

        (mine,) = read("select time_zone from app.practitioners where practitioner_id = %s", practitioner)
        (self.service,) = read("select * from app.services where service_id = %s", service)
        self.zone = zone_of_the_server(mine["time_zone"])
        self.now = now
        # Of each kind of thing that the service needs: how many, and when other practitioners have which.
        self._needs = {
            row["kind"]: (row["quantity"], [[] for _ in range(row["there"])])
            for row in read(
                "select n.kind, n.quantity, (select count(*) from app.resources as r where r.organization_id = n.organization_id and r.kind = n.kind"
                " and r.archived_at is null) as there from app.service_needs as n where n.service_id = %s",
                service,
            )
        }
        for kind, (_, things) in self._needs.items():
            rows = cursor.execute(
                "select dense_rank() over (order by r.resource_id) - 1 as thing, lower(c.blocked) as a, upper(c.blocked) as b, c.practitioner_id, c.expires_at"
                " from app.resources as r left join app.resource_claims as rc on rc.resource_id = r.resource_id"
                " left join app.slot_claims as c on c.claim_id = rc.claim_id"
                " where r.organization_id = %s and r.kind = %s and r.archived_at is null",
                [self.service["organization_id"], kind],
            ).fetchall()
            for row in rows:
                if row["a"] and str(row["practitioner_id"]) != practitioner and (row["expires_at"] is None or row["expires_at"] > now):
                    things[row["thing"]].append(range(minute_of(row["a"]), minute_of(row["b"])))
        self._rules = read(
            "select weekday, extract(epoch from starts_local)::integer / 60 as opens, extract(epoch from ends_local)::integer / 60 as closes,"
            " valid_from, valid_until, capacity from app.availability_rules where practitioner_id = %s",
            practitioner,
        )
        self._exceptions = read("select kind, starts_at, ends_at, capacity from app.availability_exceptions where practitioner_id = %s", practitioner)
        # A calendar that cannot be reached is busy for ever: a century is enough here.
        self._elsewhere = [
            range(minute_of(row["a"]), minute_of(row["b"]))
            for row in read(
                "select lower(span) as a, least(upper(span), lower(span) + interval '100 years') as b from app.busy_spans where practitioner_id = %s",
                practitioner,
            )
        ]
        self._claims = [
            Claim(
                row["claim_id"], row["service_number"], range(minute_of(row["a"]), minute_of(row["b"])), range(minute_of(row["c"]), minute_of(row["d"])),
                row["overbooked"], row["occupant"],
            )
            for row in read(
                "select claim_id, service_number, overbooked, occupant, expires_at, lower(slot) as a, upper(slot) as b, lower(blocked) as c,"
                " upper(blocked) as d from app.slot_claims where practitioner_id = %s",
                practitioner,
            )
            if row["expires_at"] is None or row["expires_at"] > now
        ]  # fmt: skip

    def offered(self, first: int, last: int, *, own: Collection[int] = (), to_a_member: bool = False) -> dict[int, int]:
        """
        Return {start: seats left} of the slots with first <= start < last; claims of the occupants *own* are no obstacle.

        Those who manage the practitioner are bound by no notice, window or daily limit.
        """
        windows = list(self._windows(self._day(first) - timedelta(days=3), self._day(last) + timedelta(days=3)))
        # Each minute that is open, and the fewest seats that any window over it allows.
        seats: dict[int, float] = {}
        for window, capacity in windows:
            for minute in window:
                seats[minute] = min(seats.get(minute, inf), capacity or inf)
        for row in self._exceptions:
            if row["kind"] == "time_off":
                for minute in range(minute_of(row["starts_at"]), minute_of(row["ends_at"])):
                    seats.pop(minute, None)
        claims = [claim for claim in self._claims if claim.occupant not in own]
        starts = {start for window, _ in windows for start in window[:: self.service["step_minutes"]] if first <= start < last}
        found = {start: self._left(start, seats, claims, to_a_member=to_a_member) for start in sorted(starts)}
        return {start: left for start, left in found.items() if left > 0}

    def _left(self, start: int, seats: dict[int, float], claims: list[Claim], *, to_a_member: bool) -> int:
        service = self.service
        instant = instant_of(start)
        slot = range(start, start + service["duration_minutes"])
        blocked = range(slot.start - service["buffer_before_minutes"], slot.stop + service["buffer_after_minutes"])
        notice, window = (0, 731) if to_a_member else (service["min_notice_minutes"], service["max_advance_days"])
        if not self.now + timedelta(minutes=notice) <= instant < self.now + timedelta(days=window):
            return 0
        if any(minute not in seats for minute in slot) or any(_meet(span, blocked) for span in self._elsewhere):
            return 0
        if service["daily_limit"] is not None and not to_a_member:
            that_day = [claim for claim in claims if claim.service_number == service["service_number"] and self._day(claim.slot.start) == self._day(start)]
            if len(that_day) >= service["daily_limit"]:
                return 0
        # Those who share this very slot fill its seats; all else that touches it, or its buffers, is in the way.
        sharing = [claim for claim in claims if claim.slot == slot and claim.service_number == service["service_number"] and not claim.overbooked]
        if any(_meet(claim.blocked, blocked) for claim in claims if claim not in sharing):
            return 0
        for quantity, things in self._needs.values():
            if sum(not any(_meet(taken, blocked) for taken in thing) for thing in things) < quantity:
                return 0
        return int(min(service["capacity"], *(seats[minute] for minute in slot))) - len(sharing)

    def _windows(self, first: date, last: date) -> Iterator[tuple[range, int | None]]:
        """Give each stretch of hours that opens on the days from *first* to *last*, and how many seats it allows."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            for rule in self._rules:
                if rule["weekday"] == day.isoweekday() and (rule["valid_from"] or day) <= day <= (rule["valid_until"] or day):
                    yield range(minute_of_wall(day, rule["opens"], self.zone), minute_of_wall(day, rule["closes"], self.zone)), rule["capacity"]
        for row in self._exceptions:
            if row["kind"] == "extra_hours":
                yield range(minute_of(row["starts_at"]), minute_of(row["ends_at"])), row["capacity"]

    def _day(self, minute: int) -> date:
        return instant_of(minute).astimezone(self.zone).date()


def _meet(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)
