"""`python -m tests.bench [PART …] [--quick]`: figures beside their floors, in one run on one server (`make bench`)."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from tests.bench import calendars, growth, http, insights, live, mail, outbox, profile, races, rls, search, series, slots, throughput, waitlist, web
from tests.bench.database import scratch
from tests.bench.stack import own_stack, without_worker

PARTS = ("throughput", "series", "waitlist", "slots", "growth", "search", "insights", "rls", "races", "http", "outbox", "mail", "calendars", "live", "web")


def main() -> int:
    """Run the parts asked for, all by default; 1 when a race was not fair or its harness is blind, whatever the times were."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="fewer rows, rounds and seconds: about a minute")
    parser.add_argument("--profile", action="store_true", help="only say where the time of hold + confirm goes")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; choose of {', '.join(PARTS)}")
    parts = set(asked.parts or PARTS)
    seconds, runs, rows, rounds = (3, 50, 100_000, 3) if asked.quick else (15, 200, 1_000_000, 20)

    if asked.profile:
        profile.run(seconds=seconds)
        return 0
    right = True
    alone = {
        "throughput": partial(throughput.run, seconds=seconds),
        "series": partial(series.run, runs=runs),
        "waitlist": partial(waitlist.run, runs=runs),
        "slots": partial(slots.run, runs=runs, others=rows),
        "growth": partial(growth.run, runs=runs, most=rows),
        "search": partial(search.run, runs=runs, sizes=(1000,) if asked.quick else (1000, 10_000)),
        "insights": partial(insights.run, runs=runs, bookings=rows),
        # In turns and many rounds: a few seconds each are enough.
        "live": partial(live.run_sql, seconds=min(seconds, 5)),
        "rls": partial(rls.run, runs=runs, bookings=rows),
    }
    for part, measure in alone.items():
        if part in parts:
            with scratch() as url:
                measure(url)
    if "outbox" in parts:
        with scratch() as url:
            right &= outbox.run(url, messages=1000 if asked.quick else 10_000, queued=rows // 10)
    if "races" in parts:
        with scratch() as url:
            right &= races.run_sql(url, rounds=rounds)
        with scratch() as url:
            right &= races.control(url)
    if "web" in parts:
        web.run_bundle()
    if "calendars" in parts:
        calendars.run_provider(events=200 if asked.quick else 1000)
    if parts & {"http", "races", "mail", "calendars", "live", "web"}:
        right &= _on_a_stack(parts, quick=asked.quick, seconds=seconds, runs=runs, rounds=rounds)
    return 0 if right else 1


def _on_a_stack(parts: set[str], *, quick: bool, seconds: int, runs: int, rounds: int) -> bool:
    """Run the parts that need a whole stack; false when a race was not fair."""
    right = True
    with own_stack() as env:
        if "mail" in parts:
            with without_worker():
                right &= mail.run(env, messages=1000 if quick else 10_000, bookings=50 if quick else 200)
        if "calendars" in parts:
            calendars.run(env, changes=15 if quick else 60)
        if "live" in parts:
            live.run(env, runs=runs)
        if "web" in parts:
            web.run(env, rounds=3 if quick else 5)
        if "http" in parts:
            http.run(env, seconds=seconds)
        if "races" in parts:
            right &= races.run_http(env, rounds=rounds)
    return right


if __name__ == "__main__":
    sys.exit(main())
