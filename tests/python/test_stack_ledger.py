"""Migrations drafted from the source, and drift between the two found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from python_functions.stack.cluster import Cluster, scratch_cluster
from python_functions.stack.database import applied_versions, apply_ledger, create_database, glue, install_source
from python_functions.stack.drift import described, drift
from python_functions.stack.errors import StackError
from python_functions.stack.ledger import draft_migration, flattened
from python_functions.stack.settings import settings_from
from tests.python.stack_scratch import SOURCE, change_source, write_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHANGES = {
    "a function's body": "create or replace function api.headers() returns json language sql stable set search_path = '' as $$ select '{}'::json $$",
    "a grant taken away": "revoke execute on function api.headers() from anon",
    "a grant on one column": "grant update (body) on app.notes to authenticated",
    "a comment": "comment on table app.notes is 'Something else.'",
    "a policy": "alter policy notes_select_by_members on app.notes using (body <> '')",
    "row security switched off": "alter table app.notes disable row level security",
    "a constraint": "alter table app.notes add constraint notes_say_something check (body <> '')",
    "default privileges": "alter default privileges in schema app grant select on tables to anon",
    "a view's options": "alter view api.organizations set (security_invoker = false)",
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL for these tests."""
    with scratch_cluster() as made:
        yield made


@pytest.fixture(scope="module")
def built(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The description of the scratch source, built in the database `built`."""
    settings = write_project(tmp_path_factory.mktemp("project"))
    create_database(cluster.url(), "built")
    glue(cluster.url("built"), bin_folder=cluster.bin)
    install_source(cluster.url("built"), settings, bin_folder=cluster.bin)
    return described(cluster, cluster.url("built"))


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_database_is_described_differently(change: str, cluster: Cluster, built: list[str]) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("drop database if exists changed")
        connection.execute("create database changed template built")
    assert built == described(cluster, cluster.url("changed"))
    with psycopg.connect(cluster.url("changed"), autocommit=True) as connection:
        connection.execute(CHANGES[change])
    assert built != described(cluster, cluster.url("changed"))


@pytest.mark.slow
def test_the_ledger_builds_what_the_source_says() -> None:
    """What `make drift` asks: `sql/` and `supabase/migrations` of this checkout agree."""
    difference = drift(settings_from({}))
    assert difference == "", f"Draft what is missing with `make migration NAME=…`:\n{difference}"


@pytest.mark.slow
def test_source_and_ledger_grow_together(tmp_path: Path) -> None:
    """The life of a ledger: first migration, no drift; a change in sql/, drift; the drafted migration, no drift."""
    settings = write_project(tmp_path)

    first = draft_migration(settings, "foundation")
    assert SOURCE in first.read_text()
    assert drift(settings) == ""
    assert draft_migration(settings, "nothing_new") is None

    change_source(settings, "create function app.one() returns int language sql immutable set search_path = '' as 'select 1';")
    change_source(settings, "comment on function app.one() is 'Always one.';")
    change_source(settings, "revoke execute on function app.one() from public;")
    difference = drift(settings)
    assert "+COMMENT ON FUNCTION app.one() IS 'Always one.';" in difference
    assert "+REVOKE ALL ON FUNCTION app.one() FROM PUBLIC;" in difference

    # Two migrations of one second would have one name; the CLI orders by it.
    first.rename(first.with_name("20260101000000_foundation.sql"))
    second = draft_migration(settings, "one")
    assert "app.one" in second.read_text()
    assert drift(settings) == ""


def test_migrations_are_applied_once(cluster: Cluster, tmp_path: Path) -> None:
    settings = write_project(tmp_path)
    draft_migration(settings, "foundation")
    create_database(cluster.url(), "fresh")
    glue(cluster.url("fresh"), bin_folder=cluster.bin)
    assert apply_ledger(cluster.url("fresh"), settings) is True
    assert len(applied_versions(cluster.url("fresh"))) == 1
    assert apply_ledger(cluster.url("fresh"), settings) is False


def test_a_migration_that_fails_is_told_in_the_databases_words(cluster: Cluster, tmp_path: Path) -> None:
    settings = write_project(tmp_path)
    (settings.migrations / "20260101000000_broken.sql").write_text("select nonsense;")
    create_database(cluster.url(), "fresh")
    with pytest.raises(StackError, match=r'(?s)Could not apply the migrations.*column "nonsense" does not exist'):
        apply_ledger(cluster.url("fresh"), settings)


@pytest.mark.parametrize("name", ["", "Add rooms", "../rooms", "1st"])
def test_a_migration_is_named_in_lower_case_and_underscores(name: str, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="cannot name a migration"):
        draft_migration(write_project(tmp_path), name)


def test_a_psql_command_in_the_source_is_refused_with_its_place(tmp_path: Path) -> None:
    settings = write_project(tmp_path)
    change_source(settings, "\\set answer 42")
    with pytest.raises(StackError, match=r"all\.sql:\d+ has a psql command other than"):
        flattened(settings.sql / "install.sql")


def test_a_line_of_the_build_order_that_names_no_file_is_refused(tmp_path: Path) -> None:
    settings = write_project(tmp_path)
    (settings.sql / "install.sql").write_text("\\ir core/gone.sql\n")
    with pytest.raises(StackError, match=r"There is no .*core/gone\.sql"):
        flattened(settings.sql / "install.sql")
