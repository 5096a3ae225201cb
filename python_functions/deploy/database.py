"""The hosted database: row-level security everywhere, nothing open beside `api`, privileges as the migrations declare them."""

import difflib
import re

import psycopg
from psycopg.conninfo import make_conninfo

from python_functions.deploy.finding import Finding
from python_functions.stack.cluster import scratch_cluster
from python_functions.stack.drift import HEADING, described
from python_functions.stack.ledger import both_databases
from python_functions.stack.settings import Settings

WITHOUT_RLS = """
  select n.nspname || '.' || c.relname
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relrowsecurity
    and (n.nspname in ('app', 'api', 'private') or has_table_privilege('anon', c.oid, 'select') or has_table_privilege('authenticated', c.oid, 'select'))
    and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^(pg_|supabase_|extensions|graphql|vault|net|cron)'
  order by 1
"""
TABLES_IN_THE_OPEN = """
  select n.nspname || '.' || c.relname
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname in ('api', 'public') and c.relkind in ('r', 'p', 'm', 'f')
    and (n.nspname = 'api' or has_table_privilege('anon', c.oid, 'select, insert, update, delete')
      or has_table_privilege('authenticated', c.oid, 'select, insert, update, delete'))
  order by 1
"""
VIEWS_THAT_SEE_ALL = """
  select c.relname from pg_class as c
  where c.relnamespace = 'api'::regnamespace and c.relkind = 'v' and 'security_invoker=true' <> all (coalesce(c.reloptions, '{}'))
"""
SCHEMAS_OPEN = """
  select n.nspname || ' to ' || r.rolname from pg_namespace as n cross join pg_roles as r
  where n.nspname = 'private' and r.rolname = 'anon' and has_schema_privilege('anon', n.oid, 'create')
"""
DECLARED = frozenset({"ACL", "DEFAULT ACL", "POLICY", "ROW SECURITY"})
OURS = frozenset({"api", "app", "private"})
# The platform's own roles and owners, which the embedded server does not have.
PLATFORM = re.compile(r"dashboard_user|supabase_\w+|pgbouncer")


def verified(url: str, *, ca: str | None = None) -> str:
    """
    Return *url* as a connection string that hands the password to nobody but the server that the certificate names.

    *ca* is a file with the authority to believe, as a project's settings offer it; without one, the system's.
    """
    return make_conninfo(url, sslmode="verify-full", sslrootcert=ca or "system")


def database_findings(url: str) -> list[Finding]:
    """Look at the catalogue by *url*, which is the owner's."""
    questions = {
        "row-level security is on, on every table that can be reached": (WITHOUT_RLS, "Switch it on: alter table … enable row level security."),
        "no table is exposed, only views and verbs": (TABLES_IN_THE_OPEN, "Drop it, or revoke what anon and authenticated may do with it."),
        "every view asks as its caller": (VIEWS_THAT_SEE_ALL, "Apply the migrations: supabase db push."),
        "nobody from outside makes things in private": (SCHEMAS_OPEN, "Apply the migrations: supabase db push."),
    }
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            connection.read_only = True
            return [_asked(connection, about, query, remedy) for about, (query, remedy) in questions.items()]
    except psycopg.Error as error:
        return [
            Finding(
                about="the database", fact="", fault=f"it cannot be asked: {str(error).strip()}", remedy="Correct DATABASE_URL: the owner's, with its password."
            )
        ]


def _asked(connection: psycopg.Connection, about: str, query: str, remedy: str) -> Finding:
    found = [str(name) for (name,) in connection.execute(query.encode()).fetchall()]
    return Finding(about=about, fact="so it is", fault=f"not so: {', '.join(found)}" if found else None, remedy=remedy)


def drift_finding(url: str, settings: Settings) -> Finding:
    """Whether grants, policies and row-level security are what the migrations declare: no more, no less."""
    with scratch_cluster() as cluster:
        ledger, _source = both_databases(cluster, settings)
        declared = privileges(described(cluster, ledger))
        there = privileges(described(cluster, url))
    lines = [line for line in difflib.unified_diff(declared, there, lineterm="", n=0) if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
    fault = f"{len(lines)} lines differ, such as: {'; '.join(lines[:5])}" if lines else None
    return Finding(
        about="privileges are as the migrations declare", fact="no difference", fault=fault, remedy="supabase db push, and undo what was changed by hand."
    )


def privileges(dump: list[str]) -> list[str]:
    """The grants, policies and row-level security of our schemas in a *dump*, sorted."""
    kept, within = set(), False
    for line in dump:
        if heading := HEADING.match(line):
            within = heading["type"] in DECLARED and heading["schema"] in OURS
        elif within and line and not line.startswith("--") and not PLATFORM.search(line):
            kept.add(line)
    return sorted(kept)
