"""A stack of its own for the tests of the stack: a small ledger and source in a temporary folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from python_functions.stack.cluster import free_ports
from python_functions.stack.settings import CHECKOUT, PORTS, Settings

if TYPE_CHECKING:
    from pathlib import Path

# As little as shows everything: a table under row security, its view, a function, grants, a policy, comments.
SOURCE = """\
create schema api;
create schema app;
create schema private;
grant usage on schema api, app to anon, authenticated, service_role;
-- What the edge asks for to know that it is ready.
create view api.organizations with (security_invoker = true) as select gen_random_uuid() as organization_id;
grant select on api.organizations to anon, service_role;
create table app.notes (note_id uuid primary key default gen_random_uuid(), body text not null);
comment on table app.notes is 'What somebody wrote down.';
alter table app.notes enable row level security;
create policy notes_select_by_members on app.notes for select to authenticated using (true);
grant select on app.notes to authenticated;
create function api.headers() returns json language sql stable set search_path = ''
as $$ select current_setting('request.headers', true)::json $$;
comment on function api.headers() is 'What the caller sent.';
grant execute on function api.headers() to anon;
"""


def write_project(root: Path) -> Settings:
    """Write sql/ and an empty ledger into *root*; return the settings of a stack there, on free ports."""
    (root / "sql" / "core").mkdir(parents=True)
    (root / "sql" / "install.sql").write_text("-- build order\n\\ir core/all.sql\n")
    (root / "sql" / "core" / "all.sql").write_text(SOURCE)
    (root / "supabase" / "migrations").mkdir(parents=True)
    (root / "supabase" / "config.toml").write_text((CHECKOUT / "supabase" / "config.toml").read_text())
    shutil.copytree(CHECKOUT / "supabase" / "templates", root / "supabase" / "templates")
    return Settings(
        home=root / "home",
        ports=dict(zip(PORTS, free_ports(len(PORTS)), strict=True)),
        sql=root / "sql",
        ledger_root=root,
        log_level="warning",
    )


def change_source(settings: Settings, statement: str) -> None:
    """Add a statement to the source."""
    path = settings.sql / "core" / "all.sql"
    path.write_text(path.read_text() + statement + "\n")
