"""The same through the Data API: what a booking costs in calls that do nothing."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg

from tests.bench.callers import HttpCaller
from tests.bench.database import practitioner_id, service_id
from tests.bench.report import figure, goal, heading, milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.callers import Caller

CALLERS = 16
# Python runs one thread at a time: fewer callers a process, so that callers do not wait for each other.
PROCESSES = 4
# Until every process is there; all begin at the same moment.
SETTLING_SECONDS = 2
WARMING_SECONDS = 6


def run(env: dict[str, str], *, seconds: int) -> None:
    """Print calls per second with 16 connections: one that does nothing, slots of a day and of four weeks, whole bookings."""
    heading(f"Through the Data API ({seconds} s each, {CALLERS} connections)")
    # A server that has just started answers at a third of its rate.
    _rate(env, _nothing, WARMING_SECONDS)
    trivial, times = _rate(env, _nothing, seconds)
    figure("a call that does nothing", f"{trivial:,.0f}/s", milliseconds(times))
    with psycopg.connect(env["DATABASE_URL"], autocommit=True) as owner:
        # The hours of a usual day while slots are listed; around the clock when they are to be booked without end.
        owner.execute("update app.availability_rules set starts_local = '09:00', ends_local = '17:00'")
        for days, span in ((1, "one day, 16 rows"), (28, "four weeks, 448 rows")):
            listed, times = _rate(env, partial(_slots, days=days), seconds)
            figure(f"available_slots, {span}", f"{listed:,.0f}/s", milliseconds(times))
            goal("  beside a trivial call", listed / trivial, at_least=0.6)
        owner.execute("update app.availability_rules set starts_local = '00:00', ends_local = '24:00'")
    booked, times = _rate(env, _book, seconds)
    figure("request_hold + confirm_hold, whole bookings", f"{booked:,.0f}/s", milliseconds(times))
    goal("  its two calls beside trivial calls", 2 * booked / trivial, at_least=0.6)


def _nothing(caller: Caller, _number: int) -> None:
    _must(caller, "release_hold", hold_key="0")


def _slots(caller: Caller, number: int, *, days: int) -> None:
    first = datetime.now(UTC).date() + timedelta(days=2)
    _must(caller, "available_slots", **_whose(number), from_date=first, to_date=first + timedelta(days=days - 1))


def _book(caller: Caller, number: int) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    starts_at = midnight + timedelta(days=1, minutes=30 * (number // 200))
    held = _must(caller, "request_hold", **_whose(number), starts_at=starts_at, idempotency_key=uuid4())
    # Ten bookings an address, one after the other with one practitioner: nobody is in two places, and more than twenty to come are refused.
    email = f"client{number % 200}-{number // 2000}@clients.example"
    client = {"name": f"Client {number}", "email": email, "phone": "+1 514 555 0199", "consent": True}
    _must(caller, "confirm_hold", hold_key=held["hold_key"], client=client, idempotency_key=uuid4())


def _whose(number: int) -> dict[str, str]:
    return {"practitioner_id": practitioner_id(number % 200), "service_id": service_id(number % 200)}


def _must(caller: Caller, verb: str, **arguments: object) -> dict[str, str]:
    answer = caller(verb, **arguments)
    if answer.word != "ok":
        raise RuntimeError(f"{verb} answered {answer.body}")
    return answer.body


def _rate(env: dict[str, str], deed: Callable[[Caller, int], None], seconds: int) -> tuple[float, list[float]]:
    begin = time.time() + SETTLING_SECONDS
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        parts = pool.map(partial(_some_callers, env, deed, begin, seconds), range(0, CALLERS, CALLERS // PROCESSES))
        times = [t for part in parts for t in part]
    return len(times) / seconds, times


def _some_callers(env: dict[str, str], deed: Callable[[Caller, int], None], begin: float, seconds: int, first: int) -> list[float]:
    numbers = range(first, first + CALLERS // PROCESSES)
    with ThreadPoolExecutor(len(numbers)) as pool:
        parts = list(pool.map(partial(_call_on_and_on, env, deed, begin, seconds), numbers))
    return [t for part in parts for t in part]


def _call_on_and_on(env: dict[str, str], deed: Callable[[Caller, int], None], begin: float, seconds: int, number: int) -> list[float]:
    times: list[float] = []
    with HttpCaller(env, address=f"127.0.1.{number + 1}") as caller:
        time.sleep(max(0, begin - time.time()))
        until = time.perf_counter() + seconds
        while (began := time.perf_counter()) < until:
            deed(caller, number + CALLERS * len(times))
            times.append(time.perf_counter() - began)
    return times
