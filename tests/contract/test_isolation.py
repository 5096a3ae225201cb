"""
Two practices kept apart, as a tool sees it that is not ours: rlsgrid reads the catalogue and tries to reach the other's rows.

Of all policies it finds it tries every command as people of one practice on rows of the other.  It brings the attacker; the rows are of our own world, since
those that it invents do not get past our constraints.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from rlsgrid.config import Config, ConnectionConfig, ExcludeConfig, FuzzConfig, RolesConfig, TenancyConfig
from rlsgrid.fixtures import SeededRow, SeededTenant
from rlsgrid.fuzz import chaos
from rlsgrid.introspect import introspect
from rlsgrid.matrix import Expected, build_matrix

from .sights import sights

if TYPE_CHECKING:
    import psycopg

    from tests.conftest import Stack

    from .desk import Desk
    from .world import Tenant, World

pytestmark = pytest.mark.slow

# What everybody may see of a practice, and why; whatever else is reached is a leak.
PUBLIC = {
    "organizations": "that a practice is there, with its name, address and colours: the directory",
    "practitioners": "published profiles: the directory",
    "services": "what can be booked",
    "practitioner_services": "who offers it, where both can be seen",
    "specialties": "what the directory is searched by",
    "practitioner_specialties": "who has them",
    "practitioner_ratings": "the averages of published profiles",
}


def rows_of(owner: psycopg.Connection, tenant: Tenant, tables: dict[str, list[str]]) -> dict[str, list[SeededRow]]:
    """The newest row of every tenant's table, by its primary key."""
    found = {}
    for table, key in tables.items():
        newest = f"select {', '.join(key)} from app.{table} where organization_id = %s order by ctid desc limit 1"  # noqa: S608 - our own names
        rows = owner.execute(newest, [tenant.organization_id]).fetchall()
        if rows:
            found[f"app.{table}"] = [SeededRow("app", table, tuple(key), dict(row)) for row in rows]
    return found


@pytest.fixture(scope="module")
def config(stack: Stack) -> Config:
    """What rlsgrid is to attack, and as whom."""
    return Config(
        connection=ConnectionConfig(stack.database_url, ["app"]),
        tenancy=TenancyConfig(tenant_column="organization_id", jwt_claims={"sub": "{user_id}", "role": "authenticated"}),
        roles=RolesConfig({"authenticated": "signed in", "anon": "not signed in"}),
        fuzz=FuzzConfig(iterations=800, seed=42),
        exclude=ExcludeConfig(["pg_catalog", "information_schema", "auth", "storage", "extensions", "realtime", "api", "private"]),
    )


@pytest.mark.req("TS-1", "TS-5", "BM-R10")
def test_nobody_reaches_the_other_practice(world: World, desk: Desk, owner: psycopg.Connection, stack: Stack, config: Config) -> None:
    """Whether admin, practitioner or client there, and whatever they try."""
    sights(world, stack)
    desk.book(practitioner="eve", tenant=world.hill)
    desk.forget_strangers()
    keys = owner.execute(
        "select c.relname, array_agg(a.attname::text order by a.attnum) as key from pg_index as i join pg_class as c on c.oid = i.indrelid"
        " join pg_attribute as a on a.attrelid = c.oid and a.attnum = any (i.indkey::smallint[])"
        " where i.indisprimary and c.relnamespace = 'app'::regnamespace group by c.relname having 'organization_id' = any (array_agg(a.attname::text))"
    ).fetchall()
    tables = {row["relname"]: row["key"] for row in keys}
    found = introspect(config)
    reached: set[tuple[str, str]] = set()
    tried = 0
    there = {"hill": ("ines", "eve"), "riverside": ("cleo", "ada", "ben")}
    rows = {name: rows_of(owner, getattr(world, name), tables) for name in there}
    for at_riverside, at_hill in itertools.product(there["riverside"], there["hill"]):
        pair = [
            SeededTenant(getattr(world, name).organization_id, world.people[who].user_id, rows[name])
            for name, who in (("riverside", at_riverside), ("hill", at_hill))
        ]
        report = chaos.run(found, config, pair)
        tried += report.iterations - report.skipped
        reached |= {(breach.table, breach.operation) for breach in report.breaches}
    # Most rows are Riverside's: what has none at Hill is tried one way only.
    assert tried > 1000
    assert {table for table, _ in reached} - PUBLIC.keys() == set()
    assert {operation for _, operation in reached} <= {"SELECT"}


@pytest.mark.req("TS-1")
def test_no_table_is_open(config: Config) -> None:
    """By the catalogue: no role reads, writes or deletes anything that no policy looks at, but registers without a tenant."""
    found = introspect(config)
    open_cells = {(cell.table, cell.operation) for cell in build_matrix(found, config) if cell.expected in {Expected.ALLOW, Expected.UNRESTRICTED}}
    of_tenants = {table.name for table in found.tables if any(column.name == "organization_id" for column in found.columns_of(table.schema, table.name))}
    assert {cell for cell in open_cells if cell[0] in of_tenants} == set()
    assert {operation for _, operation in open_cells} <= {"SELECT"}
