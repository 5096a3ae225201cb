"""The programs of one stack: what supervisord runs, and how each shows that it is well."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from python_functions.stack.binaries import embedded_bin, system_user
from python_functions.stack.cluster import Cluster
from python_functions.stack.variables import database_url, stack_variables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from python_functions.stack.keys import Keys
    from python_functions.stack.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Program:
    """One supervised process.  *health* is an address that answers 200 once it works, or None: running is enough."""

    name: str
    command: list[str]
    ports: tuple[str, ...] = ()
    health: str | None = None
    user: str | None = None
    stop_signal: str = "TERM"
    environ: Mapping[str, str] = field(default_factory=dict)


def cluster_of(settings: Settings, keys: Keys) -> Cluster:
    """The stack's own PostgreSQL 18."""
    return Cluster(
        data=settings.home / "postgres",
        port=settings.ports["postgres"],
        password=keys.postgres_password,
        bin=embedded_bin(),
    )


def programs_of(settings: Settings, keys: Keys) -> list[Program]:
    """Every program in starting order: what a program needs stands above it."""
    variables = stack_variables(settings, keys)
    # What opens notes and calendars is for the edge and the worker alone.
    without_keys = {name: value for name, value in variables.items() if name != "ENVELOPE_MASTER_KEYS"}
    ports = settings.ports
    glue = settings.checkout / "supabase" / "embedded"
    postgres = Program(
        name="postgres",
        command=cluster_of(settings, keys).command(),
        ports=("postgres",),
        user=system_user(),
        # Fast shutdown: open transactions are rolled back, clients are sent away, the data folder is left tidy.
        stop_signal="INT",
    )
    mail = Program(
        name="mail",
        command=[
            "node", str(settings.checkout / "node_modules" / "maildev" / "bin" / "maildev"),
            "--ip", "127.0.0.1", "--smtp", str(ports["smtp"]), "--web", str(ports["mail"]),
            "--mail-directory", str(settings.home / "mail"), "--silent",
        ],
        ports=("mail", "smtp"),
        health=f"{settings.url('mail')}/healthz",
    )  # fmt: skip
    api = Program(
        name="api",
        command=["node", str(glue / "api.mjs")],
        ports=("api",),
        health=f"{settings.url('api')}/auth/v1/health?apikey={keys.publishable}",
        environ=without_keys | {
            "API_PORT": str(ports["api"]),
            "API_DATABASE_URL": database_url(settings, quote(keys.authenticator_password), role="authenticator"),
            "JWT_SECRET": keys.jwt_secret,
        },
    )  # fmt: skip
    edge = Program(
        name="edge",
        command=[sys.executable, "-m", "python_functions.app"],
        ports=("edge",),
        health=f"{settings.url('edge')}/readyz",
        environ=variables,
    )
    worker = Program(name="worker", command=[sys.executable, "-m", "python_functions.worker"], environ=variables)
    web = Program(
        name="web",
        command=["node", str(glue / "web.mjs")],
        ports=("web",),
        health=f"{settings.url('web')}/config.json",
        environ=without_keys | {"WEB_PORT": str(ports["web"]), "WEB_ROOT": str(settings.checkout / "web" / "dist")},
    )
    google = Program(
        name="google",
        command=[
            sys.executable, "-m", "tests.google", "--ask",
            "--port", str(ports["google"]), "--redirect", f"{settings.url('web')}/calendar/connected",
        ],
        ports=("google",),
        health=settings.url("google"),
    )  # fmt: skip
    return [postgres, mail, api, edge, worker, web, *([google] if settings.with_google else [])]
