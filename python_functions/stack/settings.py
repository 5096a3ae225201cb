"""Where one embedded stack lives and listens: what the environment says, else where it listened last, else the defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from python_functions.stack.errors import StackError

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKOUT = Path(__file__).resolve().parents[2]

# Name of the port, its variable, its default.  The order is that of the messages.
PORTS = {
    "api": ("BOOKFAST_API_PORT", 54321),
    "postgres": ("BOOKFAST_POSTGRES_PORT", 54322),
    "mail": ("BOOKFAST_MAIL_PORT", 54324),
    "smtp": ("BOOKFAST_SMTP_PORT", 54325),
    "edge": ("BOOKFAST_EDGE_PORT", 54330),
    "wake": ("BOOKFAST_WAKE_PORT", 54331),
    "metrics": ("BOOKFAST_METRICS_PORT", 54332),
    "web": ("BOOKFAST_WEB_PORT", 54340),
    "google": ("BOOKFAST_GOOGLE_PORT", 54341),
}

# Below it a port needs root; above it there is none.
LOWEST_PORT, HIGHEST_PORT = 1024, 65535


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One stack: its folder (*home*), its ports by name, and the source and ledger it is built from."""

    home: Path
    ports: Mapping[str, int]
    checkout: Path = CHECKOUT
    sql: Path = CHECKOUT / "sql"
    # The folder that the Supabase CLI works in; the ledger is its supabase/migrations.
    ledger_root: Path = CHECKOUT
    mail_from: str = "Bookfast <bookings@bookfast.example>"
    log_level: str = "info"
    # The application at Google that the caller has (GOOGLE_*); empty for the one at the stack's own Google, on its port.
    google: Mapping[str, str] = field(default_factory=dict)
    # Whether that own Google is one of the stack's programs; tests serve theirs.
    with_google: bool = False

    @property
    def migrations(self) -> Path:
        """The ledger: the folder of migrations."""
        return self.ledger_root / "supabase" / "migrations"

    @property
    def logs(self) -> Path:
        """Where each program's output goes, one file a program."""
        return self.home / "logs"

    def url(self, name: str) -> str:
        """The address of the HTTP server called *name* ("api", "edge", "web" or "mail")."""
        return f"http://127.0.0.1:{self.ports[name]}"


def settings_from(environ: Mapping[str, str]) -> Settings:
    """
    Read `BOOKFAST_*`, `GOOGLE_*`, `MAIL_FROM` and `LOG_LEVEL`.

    A port that is not named is the one that this stack used last (`remember_ports`), so that `make env` and `make down`
    need not be told again.  Raises `StackError` naming the variable that makes no sense.
    """
    home = Path(environ.get("BOOKFAST_HOME") or CHECKOUT / ".bookfast").expanduser().absolute()
    known = {**_remembered_ports(home), **{name: value for name, value in environ.items() if value}}
    ports = {name: _port(known, variable, default) for name, (variable, default) in PORTS.items()}
    twice = sorted(PORTS[name][0] for name, port in ports.items() if list(ports.values()).count(port) > 1)
    if twice:
        raise StackError("Two services cannot share a port", why=" and ".join(twice), remedy="Give each its own number.")
    defaults = Settings(home=home, ports=ports)
    google = {name: value for name, value in environ.items() if name.startswith("GOOGLE_") and value} if environ.get("GOOGLE_CLIENT_ID") else {}
    return Settings(
        home=home,
        ports=ports,
        sql=Path(environ.get("BOOKFAST_SQL") or defaults.sql).absolute(),
        ledger_root=Path(environ.get("BOOKFAST_LEDGER_ROOT") or defaults.ledger_root).absolute(),
        mail_from=environ.get("MAIL_FROM") or defaults.mail_from,
        log_level=environ.get("LOG_LEVEL") or defaults.log_level,
        google=google,
        with_google=not google and environ.get("BOOKFAST_GOOGLE", "1") != "0",
    )


def remember_ports(settings: Settings) -> None:
    """Keep the ports of *settings* in the stack's folder, for the commands that come after."""
    lines = (f"{variable}={settings.ports[name]}\n" for name, (variable, _) in PORTS.items())
    (settings.home / "ports.env").write_text("".join(lines))


def _remembered_ports(home: Path) -> dict[str, str]:
    path = home / "ports.env"
    return dict(line.split("=", 1) for line in path.read_text().splitlines()) if path.exists() else {}


def _port(environ: Mapping[str, str], variable: str, default: int) -> int:
    text = environ.get(variable) or str(default)
    if not text.isdigit() or not LOWEST_PORT <= int(text) <= HIGHEST_PORT:
        raise StackError(f"{variable}={text} is no port", remedy=f"Use a whole number from {LOWEST_PORT} to {HIGHEST_PORT}.")
    return int(text)
