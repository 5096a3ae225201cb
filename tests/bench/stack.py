"""A whole stack of the benchmark's own: what is booked there is nobody's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from python_functions.stack.binaries import embedded_bin
from python_functions.stack.cluster import free_ports
from python_functions.stack.database import run_file
from python_functions.stack.run import down, up
from python_functions.stack.settings import CHECKOUT, PORTS, settings_from
from python_functions.stack.supervision import remove_home
from tests.bench.database import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def own_stack() -> Iterator[dict[str, str]]:
    """Start a stack in `.bookfast/bench` on free ports, with the practices of sql/practices.sql; give its variables; remove it at the end."""
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
