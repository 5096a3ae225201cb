"""What a cancellation costs when people wait: with an empty list, and with a thousand wishes of which only the last one fits."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tests.bench.database import practitioner_id, service_id
from tests.bench.report import figure, goal, heading, milliseconds, quantile
from tests.bench.series import OFFICE

WAITING = 1000
BOOK = "select api.create_booking(%(practitioner)s, %(service)s, %(starts_at)s, %(client)s)"
CANCEL = "select (api.cancel_booking(%(booking)s)).status"
JOIN = "select api.join_waitlist(%(service)s, %(day)s::date - 1, %(day)s::date + 1, %(client)s, practitioner_id => %(practitioner)s)"


def run(url: str, *, runs: int) -> None:
    """Print p50 and p95 of `cancel_booking`, the offer at the end of its transaction and the commit included."""
    heading(f"Time that comes free in SQL (p50 / p95 of {runs}, durable commits)")
    with psycopg.connect(url, autocommit=True) as owner, psycopg.connect(url, autocommit=True) as office:
        office.execute("select set_config('request.jwt.claim.sub', %s, false)", [OFFICE])
        office.execute("set role authenticated")
        nobody = [_cancel(office, number) for number in range(runs)]
        # They wait for a day long after all that is cancelled here.
        far = (datetime.now(UTC) + timedelta(days=85)).date()
        for number in range(WAITING):
            owner.execute(JOIN, _asked(0) | {"day": far, "client": _client(f"far{number}")})
        crowd = []
        for number in range(runs, 2 * runs):
            asked = _asked(number)
            owner.execute(JOIN, asked | {"day": asked["starts_at"].date(), "client": _client(f"near{number}")})
            crowd.append(_cancel(office, number))
        offered, postponed = owner.execute("select (select count(*) from app.waitlist_offers), (select count(*) from app.waitlist_releases)").fetchone()
    if (offered, postponed) != (runs, 0):
        message = f"{offered} offers were made and {postponed} postponed, where {runs} wishes fit."
        raise RuntimeError(message)
    figure("cancel_booking, nobody waits", milliseconds(nobody))
    figure(f"cancel_booking, {WAITING:,} wait and the last one fits", milliseconds(crowd))
    goal("p95 of that in seconds", quantile(crowd, 0.95), at_most=0.15)


def _cancel(office: psycopg.Connection, number: int) -> float:
    """Book and cancel; return how long the cancellation took."""
    booked = office.execute(BOOK, _asked(number) | {"client": _client(f"here{number}")}).fetchone()[0]
    began = time.perf_counter()
    office.execute(CANCEL, {"booking": booked["booking_id"]})
    return time.perf_counter() - began


def _asked(number: int) -> dict[str, Any]:
    # One practitioner, whose list it is; an hour of its own for each cancellation.
    starts_at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=2, hours=2 * number)
    return {"practitioner": practitioner_id(0), "service": service_id(0), "starts_at": starts_at}


def _client(name: str) -> Jsonb:
    typed = {"name": name, "email": f"{name}@clients.example", "phone": "+1 514 555 0199", "consent": True}
    return Jsonb(typed | {"time_zone": "UTC", "locale": "en-CA"})
