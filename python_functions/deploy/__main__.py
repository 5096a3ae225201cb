"""
What `make check-deploy` runs: whether a project may hold people's data.

Reads the same variables as edge and worker (SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, DATABASE_URL,
EDGE_URL, WEB_URL, SMTP_URL …), and for where things lie SUPABASE_ACCESS_TOKEN or BOOKFAST_REGION, BOOKFAST_EDGE_REGION,
BOOKFAST_MAIL_REGION, BOOKFAST_REGION_OVERRIDE; DATABASE_CA names the file with the database's authority.
Changes nothing.  Ends with 0 when nothing is refused.
"""

import ipaddress
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from python_functions.deploy.database import database_findings, drift_finding, verified
from python_functions.deploy.finding import Finding
from python_functions.deploy.region import region_findings
from python_functions.deploy.secrets import secret_findings
from python_functions.deploy.tls import Peer, plain_postgres, tls_findings
from python_functions.deploy.web import exposed_schemas, plain_http, strict_transport
from python_functions.stack.errors import StackError
from python_functions.stack.settings import settings_from

ADDRESSES = ("SUPABASE_URL", "EDGE_URL", "WEB_URL", "DATABASE_URL")
PORTS = {"postgres": 5432, "postgresql": 5432, "smtp": 587, "smtps": 465, "https": 443}
ROOT = Path(__file__).resolve().parents[2]


def main(environ: Mapping[str, str]) -> int:
    """Print what was found; 0: deploy, 1: do not, 2: this is no deployment."""
    if missing := [name for name in ADDRESSES if not environ.get(name, "").strip()]:
        print(f"Nothing to look at: {', '.join(missing)} not set.\nWhat to do: set the hosted project's variables, as for edge and worker, and run it again.")
        return 2
    if local := [f"{name} is {_without_secret(environ[name])}" for name in ADDRESSES if is_local(environ[name])]:
        print(
            "This is not a deployment but a stack on this machine: " + "; ".join(local) + ".\n"
            "It speaks no TLS, its keys are generated here, and its data lie on this disk: fit for the demo and for tests, not for people's data.\n"
            "What to do: set the variables of the hosted project (see ARCHITECTURE.md, “Where data live”) and run it again."
        )
        return 2
    found = []
    for finding in findings(environ):
        print(finding, flush=True)
        found.append(finding)
    faults = sum(finding.fault is not None for finding in found)
    print(f"\n{len(found)} things were looked at, {faults} are refused." + ("" if faults else "  It may be deployed."))
    return min(faults, 1)


def findings(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Look at everything, one after the other."""
    yield from region_findings(environ)
    yield from secret_findings(environ, ROOT)
    addresses = {"the Data API and Auth": "SUPABASE_URL", "the edge": "EDGE_URL", "the web app": "WEB_URL"}
    for name, variable in addresses.items():
        yield from tls_findings(peer(name, environ[variable], ca=environ.get("CHECK_CA") or None))
        yield plain_http(name, environ[variable])
        if variable != "SUPABASE_URL":
            yield strict_transport(name, environ[variable])
    yield from exposed_schemas(environ["SUPABASE_URL"].rstrip("/"), environ.get("SUPABASE_PUBLISHABLE_KEY", ""))
    if environ.get("MAIL_PROVIDER", "smtp") == "smtp" and environ.get("SMTP_URL", "").strip():
        yield from tls_findings(peer("the mail server", environ["SMTP_URL"]))
    database = peer("the database", environ["DATABASE_URL"], ca=environ.get("DATABASE_CA") or None)
    yield from tls_findings(database)
    yield plain_postgres(database)
    connection = verified(environ["DATABASE_URL"], ca=database.ca)
    yield from database_findings(connection)
    try:
        yield drift_finding(connection, settings_from(environ))
    except StackError as error:
        yield Finding(
            about="privileges are as the migrations declare",
            fact="",
            fault=f"it could not be compared: {error}",
            remedy="Correct DATABASE_URL, and run `make install`.",
        )


def peer(name: str, address: str, *, ca: str | None = None) -> Peer:
    """The endpoint behind an *address* of any kind."""
    parts = urlsplit(address)
    dialogue = "postgres" if parts.scheme.startswith("postgres") else "smtp" if parts.scheme == "smtp" else "direct"
    return Peer(name, parts.hostname or "", parts.port or PORTS.get(parts.scheme, 443), dialogue, ca)  # type: ignore[arg-type]


def is_local(address: str) -> bool:
    """Whether an *address* is of this machine, or in the clear."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = host == "localhost" or host.endswith(".localhost")
    return own or parts.scheme == "http"


def _without_secret(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


if __name__ == "__main__":
    sys.exit(main(os.environ))
