"""One PostgreSQL cluster: made once, described as a foreground command, or run for the length of a `with`."""

from __future__ import annotations

import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from python_functions.stack.binaries import as_user, embedded_bin, hand_over, let_through, run_program, system_user
from python_functions.stack.errors import StackError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE_SECONDS = 30
PORTS_TO_DRAW = range(20000, 32000)


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A data folder, the programs that serve it, and how to reach it."""

    data: Path
    port: int
    password: str
    bin: Path

    def url(self, database: str = "postgres", *, role: str = "postgres") -> str:
        """The address of *database* for the owner."""
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    def command(self) -> list[str]:
        """The server as a foreground process on 127.0.0.1.  Commits are durable: no setting weakens them."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # Statements, and the details of errors, carry people's data; the log keeps which errors there were.
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
            "log_parameter_max_length_on_error": "0",
        }
        return [str(self.bin / "postgres"), "-D", str(self.data), *(f"--{k}={v}" for k, v in options.items())]

    def is_ready(self) -> bool:
        """Whether the server takes connections now."""
        done = subprocess.run([str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False)
        return done.returncode == 0

    def create(self) -> None:
        """Make the data folder unless it is there.  One owner, `postgres`, signs in with the password (SCRAM)."""
        user = system_user()
        if user:
            let_through(self.bin / "postgres")
        if (self.data / "PG_VERSION").exists():
            return
        hand_over(self.data, user)
        with tempfile.NamedTemporaryFile("w", prefix="bookfast-") as file:
            file.write(self.password)
            file.flush()
            if user:
                shutil.chown(file.name, user)
            run_program(
                [
                    self.bin / "initdb", "--pgdata", self.data, "--username=postgres", "--auth=scram-sha-256",
                    f"--pwfile={file.name}", "--encoding=UTF8", "--locale=C.UTF-8",
                ],
                doing=f"make a database cluster in {self.data}",
                user=user,
            )  # fmt: skip


@contextmanager
def scratch_cluster(*, bin_folder: Path | None = None) -> Iterator[Cluster]:
    """A cluster for one task, on a free port in a temporary folder; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory(prefix="bookfast-", ignore_cleanup_errors=True) as folder:
        cluster = Cluster(data=Path(folder) / "data", port=free_port(), password=secrets.token_hex(16), bin=bin_folder or embedded_bin())
        cluster.create()
        with served(cluster, log=Path(folder) / "log"):
            yield cluster


@contextmanager
def served(cluster: Cluster, *, log: Path) -> Iterator[None]:
    """Let *cluster*'s server run meanwhile, with what it says in *log*.  It writes for a task, not to last: it does not wait for the disk."""
    hasty = ["--fsync=off", "--full_page_writes=off"]
    with log.open("w") as output:
        server = subprocess.Popen([*cluster.command(), *hasty], stdout=output, stderr=output, **as_user(system_user()))
    try:
        wait_until_ready(cluster, still_running=lambda: server.poll() is None, log=log)
        yield
    finally:
        # Fast shutdown: who is still connected is sent away, the data folder is left tidy.
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_ready(cluster: Cluster, *, still_running: Callable[[], bool], log: Path) -> None:
    """Return when the server answers; raise with the end of its log when it died or does not answer in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and still_running():
        if cluster.is_ready():
            return
        time.sleep(0.05)
    tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
    raise StackError("PostgreSQL did not start", why=tail.strip(), remedy=f"Read {log} and try again.")


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """
    *count* different TCP ports of 127.0.0.1 that nobody listens on at this moment.

    They are drawn from below the range that systems give to outgoing connections, so that none of these takes one before
    its server starts; and by chance, so that two programs which ask at the same moment hardly get the same.
    """
    found: list[int] = []
    with ExitStack() as held:
        for port in random.sample(PORTS_TO_DRAW, len(PORTS_TO_DRAW)):
            if len(found) == count:
                break
            probe = held.enter_context(socket.socket())
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                found.append(port)
    return found
