"""The same through the Data API: what a booking costs in calls that do nothing, on a stack of the benchmark's own."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx

from python_functions.stack.binaries import embedded_bin
from python_functions.stack.cluster import free_ports
from python_functions.stack.database import run_file
from python_functions.stack.run import down, up
from python_functions.stack.settings import CHECKOUT, PORTS, settings_from
from python_functions.stack.supervision import remove_home
from tests.bench.database import SCRIPTS, practitioner_id, service_id
from tests.bench.report import figure, goal, heading, milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CALLERS = 16


def run(*, seconds: int) -> None:
    """Print calls per second with 16 connections: one that does nothing, slots of a week, and whole bookings."""
    heading(f"Through the Data API ({seconds} s each, {CALLERS} connections)")
    with _stack() as env:
        trivial, times = _rate(env, _nothing, seconds)
        figure("a call that does nothing", f"{trivial:,.0f}/s", milliseconds(times))
        listed, times = _rate(env, _slots, seconds)
        figure("available_slots, a week around the clock, 336 rows", f"{listed:,.0f}/s", milliseconds(times))
        goal("  beside a trivial call", listed / trivial, at_least=0.6)
        booked, times = _rate(env, _book, seconds)
        figure("request_hold + confirm_hold, whole bookings", f"{booked:,.0f}/s", milliseconds(times))
        goal("  its two calls beside trivial calls", 2 * booked / trivial, at_least=0.6)


@contextmanager
def _stack() -> Iterator[dict[str, str]]:
    home = CHECKOUT / ".bookfast" / "bench"
    down(settings_from({"BOOKFAST_HOME": str(home)}), say=lambda _text: None)
    remove_home(home)
    ports = {variable: str(port) for (variable, _), port in zip(PORTS.values(), free_ports(len(PORTS)), strict=True)}
    settings = settings_from({**ports, "BOOKFAST_HOME": str(home), "LOG_LEVEL": "warning"})
    env = up(settings, say=lambda _text: None)
    try:
        run_file(env["DATABASE_URL"], SCRIPTS / "practices.sql", bin_folder=embedded_bin())
        yield env
    finally:
        down(settings, say=lambda _text: None)
        remove_home(home)


def _nothing(client: httpx.Client, _number: int) -> None:
    client.post("release_hold", json={"hold_key": "0"}).raise_for_status()


def _slots(client: httpx.Client, number: int) -> None:
    first = datetime.now(UTC).date() + timedelta(days=2)
    client.post(
        "available_slots",
        json={
            "practitioner_id": practitioner_id(number % 200),
            "service_id": service_id(number % 200),
            "from_date": str(first),
            "to_date": str(first + timedelta(days=6)),
        },
    ).raise_for_status()


def _book(client: httpx.Client, number: int) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    held = client.post(
        "request_hold",
        json={
            "practitioner_id": practitioner_id(number % 200),
            "service_id": service_id(number % 200),
            "starts_at": (midnight + timedelta(days=1, minutes=30 * (number // 200))).isoformat(),
            "idempotency_key": str(uuid4()),
        },
    )
    held.raise_for_status()
    # Ten bookings an address, one after the other with one practitioner: nobody is in two places, and more than twenty to come are refused.
    email = f"client{number % 200}-{number // 2000}@clients.example"
    details = {"name": f"Client {number}", "email": email, "phone": "+1 514 555 0199", "consent": True}
    client.post("confirm_hold", json={"hold_key": held.json()["hold_key"], "client": details, "idempotency_key": str(uuid4())}).raise_for_status()


def _rate(env: dict[str, str], call: Callable[[httpx.Client, int], None], seconds: int) -> tuple[float, list[float]]:
    def caller(number: int) -> list[float]:
        times = []
        client = httpx.Client(
            base_url=f"{env['SUPABASE_URL']}/rest/v1/rpc/",
            headers={"apikey": env["SUPABASE_PUBLISHABLE_KEY"], "Content-Profile": "api"},
            # Each caller from an address of its own: how many holds one place has is limited.
            transport=httpx.HTTPTransport(local_address=f"127.0.1.{number + 1}"),
            timeout=30,
        )
        with client:
            until = time.perf_counter() + seconds
            while (began := time.perf_counter()) < until:
                call(client, number + CALLERS * len(times))
                times.append(time.perf_counter() - began)
        return times

    with ThreadPoolExecutor(CALLERS) as pool:
        times = [t for part in pool.map(caller, range(CALLERS)) for t in part]
    return len(times) / seconds, times
