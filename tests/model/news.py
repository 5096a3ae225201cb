"""What visitors are offered, and whether every change of it was told to open pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

    from .practice import Practice

HORIZON_DAYS = 45
# A page takes a day more on either side for its zone.
PLAY = timedelta(days=1)
OFFERED = """
select s.starts_at, s.seats_left
from api.available_slots(%(practitioner)s, %(service)s, %(today)s, %(last)s) as s
"""
TOLD = """
select m.position, m.topic, m.payload -> 'days' from realtime.messages as m where m.topic = any (%s) and m.position > %s order by m.position
"""

Offers = dict[tuple[str, str], dict[datetime, int]]


class News:
    """Compares what is offered now with what was offered when it last looked."""

    def __init__(self, connection: psycopg.Connection, practice: Practice) -> None:
        """*connection* is the database's owner, to whom is offered what is offered to the public."""
        self._connection = connection
        self._practice = practice
        self._topics = {f"practitioner:{practitioner}:slots": who for who, practitioner in practice.practitioners.items()}
        self._seen = 0
        self._at: datetime | None = None
        self._offers: Offers = {}

    def untold(self, now: datetime) -> list[str]:
        """
        Return every time that came, went or changed its seats without a message, since the last call.

        None when the clock has moved meanwhile: what time alone brings about is told to nobody.
        """
        told = self._told()
        offers = self._offered(now)
        before, since = self._offers, self._at
        self._offers, self._at = offers, now
        if since != now:
            return []
        return [
            f"{who} {service} {start:%Y-%m-%d %H:%M}: {before[who, service].get(start, 0)} -> {slots.get(start, 0)}"
            for (who, service), slots in offers.items()
            for start in {start for start, _ in before[who, service].items() ^ slots.items()}
            if not _concerns(told.get(who, []), start)
        ]

    def _offered(self, now: datetime) -> Offers:
        today = now.astimezone(UTC).date()
        asked = {"today": today, "last": today + timedelta(days=HORIZON_DAYS)}
        return {
            (who, name): dict(self._connection.execute(OFFERED, asked | {"practitioner": practitioner, "service": service}).fetchall())
            for who, practitioner in self._practice.practitioners.items()
            for name, service in self._practice.services.items()
        }

    def _told(self) -> dict[str, list[Any]]:
        told: dict[str, list[Any]] = {}
        for position, topic, days in self._connection.execute(TOLD, [list(self._topics), self._seen]).fetchall():
            self._seen = position
            told.setdefault(self._topics[topic], []).append(days)
        return told


def _concerns(told: list[Any], start: datetime) -> bool:
    day = start.astimezone(UTC).date()
    return any(days is None or any(abs(date.fromisoformat(one) - day) <= PLAY for one in days) for days in told)
