"""Whole bookings per second in SQL, beside a bare INSERT under the same exclusion constraint on the same server."""

from __future__ import annotations

import re
import subprocess

from python_functions.stack.binaries import embedded_bin
from tests.bench.database import SCRIPTS
from tests.bench.report import figure, goal, heading

OFFICE = "00001000-0000-4000-8000-000000000009"


def run(url: str, *, seconds: int) -> None:
    """Print transactions per second with 1 and 16 callers, and what a booking costs in bare INSERTs."""
    heading(f"Bookings per second in SQL ({seconds} s each, durable commits, 200 practitioners)")
    base = 0
    for callers in (1, 16):
        rates = {}
        for script in ("bare_insert", "insert_in_function", "hold_and_confirm", "create_booking"):
            rates[script] = pgbench(url, script, callers=callers, seconds=seconds, base=base)
            # Further than any run gets, so that no two runs want the same time.
            base += 1_000_000 if script in {"bare_insert", "insert_in_function"} else 60_000
            figure(f"{script.replace('_', ' ')}, {callers} caller{'s' * (callers > 1)}", f"{rates[script]:,.0f}/s")
        goal(f"hold + confirm / bare insert, {callers} callers", rates["hold_and_confirm"] / rates["bare_insert"], at_least=0.16)
        goal(f"create_booking / bare insert, {callers} callers", rates["create_booking"] / rates["bare_insert"], at_least=0.16)


def pgbench(url: str, script: str, *, callers: int, seconds: int, base: int) -> float:
    """Return the rate of *script* with *callers* connections; raises with pgbench's words when a call fails."""
    done = subprocess.run(
        [
            embedded_bin() / "pgbench", "--no-vacuum", "--protocol=prepared", f"--client={callers}", "--jobs=2", f"--time={seconds}",
            f"--file={SCRIPTS / f'{script}.sql'}", "-D", "n=0", "-D", f"base={base}", "-D", f"callers={callers}", url,
        ],
        capture_output=True, text=True, check=False,
        # An office's session for create_booking; the rest is done without an account, as visitors do.
        env={"PGOPTIONS": f"-c request.jwt.claim.sub={OFFICE}"} if script == "create_booking" else {},
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        message = f"pgbench could not run {script}: {done.stderr.strip()[-800:]}"
        raise RuntimeError(message)
    return float(found[1])
