"""A whole stack of the benchmark's own: what is booked there is nobody's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from python_functions.stack.binaries import embedded_bin
from python_functions.stack.cluster import free_ports
from python_functions.stack.database import run_file
from python_functions.stack.keys import keys_of
from python_functions.stack.programs import programs_of
from python_functions.stack.run import down, up
from python_functions.stack.settings import CHECKOUT, PORTS, settings_from
from python_functions.stack.supervision import Supervision, remove_home
from tests.bench.database import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator


HOME = CHECKOUT / ".bookfast" / "bench"


@contextmanager
def own_stack() -> Iterator[dict[str, str]]:
    """Start a stack in `.bookfast/bench` on free ports, with the practices of sql/practices.sql; give its variables; remove it at the end."""
    down(settings_from({"BOOKFAST_HOME": str(HOME)}), say=lambda _text: None)
    remove_home(HOME)
    ports = {variable: str(port) for (variable, _), port in zip(PORTS.values(), free_ports(len(PORTS)), strict=True)}
    settings = settings_from({**ports, "BOOKFAST_HOME": str(HOME), "LOG_LEVEL": "warning", "BOOKFAST_GOOGLE": "0"})
    env = up(settings, say=lambda _text: None)
    try:
        run_file(env["DATABASE_URL"], SCRIPTS / "practices.sql", bin_folder=embedded_bin())
        yield env
    finally:
        down(settings, say=lambda _text: None)
        remove_home(HOME)


@contextmanager
def without_worker() -> Iterator[None]:
    """Keep the worker of `own_stack` away, for workers of one's own."""
    settings = settings_from({"BOOKFAST_HOME": str(HOME)})
    supervision = Supervision(settings)
    (worker,) = [program for program in programs_of(settings, keys_of(HOME)) if program.name == "worker"]
    supervision.stop(worker)
    try:
        yield
    finally:
        supervision.start(worker)
