"""How long it takes to hold, confirm, move and cancel a series of 52, beside 52 bare INSERTs in one transaction."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tests.bench.database import practitioner_id, service_id
from tests.bench.report import figure, goal, heading, milliseconds, quantile

OCCURRENCES = 52
RULE = f"FREQ=WEEKLY;COUNT={OCCURRENCES}"
OFFICE = f"{1000:08d}-0000-4000-8000-{9:012d}"
HOLD = "select api.request_hold(%(practitioner)s, %(service)s, %(starts_at)s, recurrence => %(rule)s, mode => %(mode)s)"
CONFIRM = "select api.confirm_hold(%(key)s, %(client)s)"
MOVE = "select api.reschedule_series(%(series)s, shift => '30 minutes')"
CANCEL = "select api.cancel_series(%(series)s)"


def run(url: str, *, runs: int) -> None:
    """Print p50 and p95 of each verb, commit included, and of the same series when half of its dates are taken."""
    heading(f"A series of {OCCURRENCES} in SQL (p50 / p95 of {runs}, durable commits)")
    times: dict[str, list[float]] = {}
    with psycopg.connect(url, autocommit=True) as guest, psycopg.connect(url, autocommit=True) as office:
        guest.execute("set role anon")
        office.execute("select set_config('request.jwt.claim.sub', %s, false)", [OFFICE])
        office.execute("set role authenticated")
        for number in range(runs):
            asked = _asked(number)
            with psycopg.connect(url) as bare:
                began = time.perf_counter()
                for n in range(OCCURRENCES):
                    bare.execute("select bench.claim(%s)", [number * OCCURRENCES + n])
                bare.commit()
                times.setdefault("bare inserts", []).append(time.perf_counter() - began)
            held = _timed(times, "request_hold", guest, HOLD, asked | {"mode": "all_or_nothing"})
            booked = _timed(times, "confirm_hold", guest, CONFIRM, {"key": held["hold_key"], "client": _client(number)})
            # Half a year later: what it costs to name each date that is taken, with alternatives.
            later = asked | {"starts_at": held["holds"][OCCURRENCES // 2]["starts_at"]}
            proposed = _timed(times, "propose, half of it taken", guest, HOLD, later | {"mode": "propose"})
            if len(proposed["refused"]) != OCCURRENCES // 2:
                message = f"{len(proposed['refused'])} dates were refused, where {OCCURRENCES // 2} are taken."
                raise RuntimeError(message)
            series = {"series": booked["series_id"]}
            _timed(times, "reschedule_series", office, MOVE, series)
            _timed(times, "cancel_series", office, CANCEL, series)
    for what, taken in times.items():
        figure(what, milliseconds(taken))
    goal("request_hold, p95 in seconds", quantile(times["request_hold"], 0.95), at_most=0.15)
    goal("confirm_hold, p95 in seconds", quantile(times["confirm_hold"], 0.95), at_most=0.15)
    both = quantile(times["request_hold"], 0.5) + quantile(times["confirm_hold"], 0.5)
    figure("hold + confirm, beside the bare inserts", f"{both / quantile(times['bare inserts'], 0.5):.1f}")


def _asked(number: int) -> dict[str, Any]:
    # Practitioners in turn; a series moves half an hour on, so each has an hour and a half to itself.
    starts_at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=2, minutes=90 * (number // 200))
    return {"practitioner": practitioner_id(number % 200), "service": service_id(number % 200), "starts_at": starts_at, "rule": RULE}


def _client(number: int) -> Jsonb:
    typed = {"name": f"Series {number}", "email": f"series{number}@clients.example", "phone": "+1 514 555 0199", "consent": True}
    return Jsonb(typed | {"time_zone": "America/Toronto", "locale": "en-CA"})


def _timed(times: dict[str, list[float]], what: str, connection: psycopg.Connection, statement: str, arguments: dict[str, Any]) -> dict[str, Any]:
    began = time.perf_counter()
    answer = connection.execute(statement, arguments).fetchone()[0]
    times.setdefault(what, []).append(time.perf_counter() - began)
    if answer.get("code"):
        message = f"{what} was refused: {answer}"
        raise RuntimeError(message)
    return answer
