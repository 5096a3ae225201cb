"""supervisord for one stack: its configuration, its start, its end, and a line to it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from supervisor.xmlrpc import Faults, SupervisorTransport

from python_functions.stack.errors import StackError
from python_functions.stack.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from python_functions.stack.programs import Program

# Set in supervisord and all it starts, so that nothing of this stack can be overlooked or mistaken for another's.
MARK = "BOOKFAST_SUPERVISED"
PATIENCE_SECONDS = 30
DO_NOT_WAIT = False
# An address of a Unix socket may have 107 bytes; a checkout may lie deeper than that.
LONGEST_SOCKET = 100


class Supervision:
    """One stack's supervisord."""

    def __init__(self, settings: Settings) -> None:
        """Start nothing; *settings* says which stack is meant."""
        self._settings = settings
        self._configuration = settings.home / "supervisord.conf"
        self._socket = _socket_for(settings.home)

    @property
    def _line(self) -> xmlrpc.client.ServerProxy:
        # A fresh one for each call: supervisor's transport is of no use after one failed request.
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def is_running(self) -> bool:
        """Whether supervisord answers."""
        try:
            return self._line.getState()["statename"] == "RUNNING"
        except (OSError, xmlrpc.client.Error):
            return False

    def runs(self, programs: Iterable[Program]) -> bool:
        """Whether supervisord runs with exactly this configuration."""
        written = self._configuration.read_text() if self._configuration.exists() else ""
        return written == self._text(programs) and self.is_running()

    def launch(self, programs: Iterable[Program]) -> None:
        """Start supervisord with *programs* known and none of them running."""
        self._settings.logs.mkdir(parents=True, exist_ok=True)
        self._configuration.touch(mode=0o600)
        self._configuration.write_text(self._text(programs))
        self._socket.unlink(missing_ok=True)
        log = self._settings.logs / "supervisord.log"
        with log.open("a") as output:
            subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "-c", str(self._configuration)],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                cwd=self._settings.checkout,
                env=_quiet_environment() | {MARK: str(self._settings.home)},
                start_new_session=True,
            )
        if not _within(PATIENCE_SECONDS, self.is_running):
            raise StackError("The process supervisor did not start", remedy=f"Read {log}.")

    def start(self, program: Program) -> None:
        """Begin to start *program* unless it runs; `state_of` tells what became of it."""
        if self.state_of(program) in {"RUNNING", "STARTING"}:
            return
        try:
            self._line.startProcess(program.name, DO_NOT_WAIT)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode == Faults.ALREADY_STARTED:
                return  # It is just being tried again.
            raise StackError(f"{program.name} does not start", why=fault.faultString) from fault

    def stop(self, program: Program) -> None:
        """Stop *program* if it runs, and wait until it is gone."""
        if self.state_of(program) in {"RUNNING", "STARTING", "BACKOFF"}:
            self._line.stopProcess(program.name)

    def state_of(self, program: Program) -> str:
        """Supervisor's word for the program's state: RUNNING, BACKOFF, FATAL, STOPPED."""
        return self._line.getProcessInfo(program.name)["statename"]

    def pid_of(self, program: Program) -> int:
        """The process id, 0 while it is not running."""
        return self._line.getProcessInfo(program.name)["pid"]

    def log_of(self, program: Program) -> Path:
        """The file that takes what the program prints."""
        return self._settings.logs / f"{program.name}.log"

    def last_words(self, program: Program) -> str:
        """The end of the program's log."""
        log = self.log_of(program)
        return log.read_text(errors="replace")[-1500:].strip() if log.exists() else ""

    def shut_down(self) -> bool:
        """
        Stop every program and supervisord; return whether anything ran.

        Finds leftovers of a partial start, or of a killed supervisord, by the mark in their environment and by
        PostgreSQL's own pid file, and ends them too.
        """
        found = False
        if self.is_running():
            found = True
            self._line.shutdown()
            _within(PATIENCE_SECONDS, lambda: not self.is_running())
        left = [process for process in psutil.process_iter() if self._is_ours(process)]
        for process in left:
            _signal(process, hard=False)
        _, stubborn = psutil.wait_procs(left, timeout=PATIENCE_SECONDS)
        for process in stubborn:
            _signal(process, hard=True)
        psutil.wait_procs(stubborn, timeout=PATIENCE_SECONDS)
        self._socket.unlink(missing_ok=True)
        return found or bool(left)

    def _is_ours(self, process: psutil.Process) -> bool:
        data = str(self._settings.home / "postgres")
        try:
            if process.environ().get(MARK) == str(self._settings.home):
                return True
            # PostgreSQL writes its title over its environment; the folder in its command line tells whose it is.
            return process.name() == "postgres" and data in process.cmdline()
        except psutil.Error:
            return False

    def _text(self, programs: Iterable[Program]) -> str:
        home, logs = self._settings.home, self._settings.logs
        sections = [
            "[supervisord]",
            f"logfile={logs}/supervisord.log",
            "logfile_maxbytes=1MB",
            "logfile_backups=1",
            f"pidfile={home}/supervisord.pid",
            f"childlogdir={logs}",
            *(["user=root"] if os.geteuid() == 0 else []),
            "[unix_http_server]",
            f"file={self._socket}",
            "chmod=0600",
            "[rpcinterface:supervisor]",
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
        ]
        for program in programs:
            environ = ",".join(f"{name}={_quoted(value)}" for name, value in program.environ.items())
            sections += [
                f"[program:{program.name}]",
                "command=" + " ".join(_quoted(word) for word in program.command),
                f"directory={'/' if program.user else self._settings.checkout}",
                "autostart=false",
                # Whatever ends a program, it is started again; a second without a crash counts as started.
                "autorestart=true",
                "startsecs=1",
                "startretries=20",
                f"stopsignal={program.stop_signal}",
                "stopwaitsecs=15",
                "stopasgroup=false",
                "killasgroup=true",
                "redirect_stderr=true",
                f"stdout_logfile={self.log_of(program)}",
                "stdout_logfile_maxbytes=5MB",
                "stdout_logfile_backups=1",
                *([f"user={program.user}"] if program.user else []),
                *([f"environment={environ}"] if environ else []),
            ]
        return "\n".join(sections) + "\n"


def remove_home(home: Path) -> None:
    """Stop whatever runs from *home* and delete it, data included."""
    Supervision(Settings(home=home, ports={})).shut_down()
    if home.exists():
        shutil.rmtree(home)


def _quoted(text: str) -> str:
    return '"' + text.replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quiet_environment() -> dict[str, str]:
    # What the programs need of the caller's shell, and nothing that happens to be set in it.
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "PYTHONPATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUNBUFFERED": "1"}


def _signal(process: psutil.Process, *, hard: bool) -> None:
    try:
        process.kill() if hard else process.terminate()
    except psutil.NoSuchProcess:
        return


def _socket_for(home: Path) -> Path:
    socket = home / "supervisor.sock"
    if len(str(socket).encode()) <= LONGEST_SOCKET:
        return socket
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"bookfast-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise StackError(f"{folder} belongs to somebody else", remedy="Set TMPDIR to a folder of your own.")
    return folder / f"{digest}.sock"


def _within(seconds: float, condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
