"""Which permissions a call takes: found by trying it with more and with fewer, on the real tables, and undoing every trial."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .world import Person

Granted = frozenset[str]
# The role is given just these permissions, and from then on it is somebody who asks.
AS_IF = """
    with given as (
        insert into app.organization_permissions (organization_id, role, permission, granted)
        select %(within)s, %(role)s, permission, permission = any (%(granted)s) from app.permissions
        on conflict (organization_id, role, permission) do update set granted = excluded.granted
        returning permission
    )
    select set_config('request.jwt.claims', %(claims)s, true), set_config('role', 'authenticated', true) from (select count(*) from given) as all_given
"""
# By which the calls of somebody who may not are answered.
REFUSED = {"not_allowed": "403", "not_found": "404", "denied": "403", "nothing": "no row"}


@dataclass(frozen=True)
class Ways:
    """The least that opens something: each of *ways* is a set of permissions that does, and none of it can be missing."""

    ways: frozenset[Granted]
    otherwise: frozenset[str]
    by_default: bool

    def __str__(self) -> str:
        """As a cell of the table."""
        if not self.ways:
            return f"never ({', '.join(sorted(self.otherwise))})"
        if self.ways == {frozenset()}:
            return "always"
        told = " *or* ".join(" + ".join(f"`{one}`" for one in sorted(way)) for way in sorted(self.ways, key=lambda way: (len(way), sorted(way))))
        return f"{'yes' if self.by_default else 'no'}: {told}, else {', '.join(sorted(self.otherwise))}"


@dataclass
class Trials:
    """A role of an organization is given just some permissions, somebody calls, and all of it is undone."""

    owner: psycopg.Connection
    organization_id: str
    everything: Granted
    defaults: dict[str, Granted]
    answers: int = field(default=0)

    def answer(self, person: Person, role: str, granted: Granted, statement: sql.Composed, values: dict[str, Any]) -> str:
        """What *person* is answered: "ok", "nothing" for no row, or the word of the refusal."""
        self.answers += 1
        try:
            with self.owner.transaction(force_rollback=True):
                claims = json.dumps({"sub": person.user_id, "email": person.email})
                self.owner.execute(AS_IF, {"within": self.organization_id, "role": role, "granted": list(granted), "claims": claims})
                return "ok" if self.owner.execute(statement, values).rowcount else "nothing"
        except psycopg.Error as error:
            code = error.sqlstate or ""
            return "denied" if code == "42501" else str(error.diag.message_primary) if code.startswith("PT") else code

    def ways(self, person: Person, role: str, statement: sql.Composed, values: dict[str, Any]) -> Ways:
        """Every least set of permissions with which *person* gets through."""
        known: dict[Granted, str] = {}

        def opens(granted: Iterable[str]) -> bool:
            given = frozenset(granted)
            if given not in known:
                known[given] = self.answer(person, role, given, statement, values)
            return known[given] not in REFUSED

        found: set[Granted] = set()
        within, seen = [self.everything], {self.everything}
        while within:
            given = within.pop()
            if opens(given):
                way = least(opens, given)
                found.add(way)
                within.extend(given - {one} for one in way if given - {one} not in seen)
                seen.update(given - {one} for one in way)
        # Asked anew, of few: what a refusal says must not hang on what else was tried.
        missing = [frozenset[str](), *(self.everything - {one} for way in found for one in way)] if found else [self.everything]
        otherwise = {REFUSED[known[given]] for given in missing if not opens(given)}
        return Ways(frozenset(found), frozenset(otherwise), opens(self.defaults[role]))


def least(opens: Callable[[Iterable[str]], bool], given: Granted) -> Granted:
    """Out of *given*, which opens, a set from which nothing can be left out (QuickXplain)."""

    def of(base: list[str], *, added: bool, among: list[str]) -> list[str]:
        if added and opens(base):
            return []
        if len(among) == 1:
            return among
        first, second = among[: len(among) // 2], among[len(among) // 2 :]
        needed = of(base + first, added=True, among=second)
        return of(base + needed, added=bool(needed), among=first) + needed

    return frozenset() if opens([]) else frozenset(of([], added=False, among=sorted(given)))


def call(verb: str, arguments: dict[str, Any]) -> tuple[sql.Composed, dict[str, Any]]:
    """The statement that calls a verb, and its values."""
    given = {
        name: Jsonb(value) if isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict)) else value
        for name, value in arguments.items()
    }
    named = sql.SQL(", ").join(sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in given)
    # Counted, since a list may be empty for who may ask.
    return sql.SQL("select count(*) from {}({})").format(sql.Identifier("api", verb), named), given


def look(view: str, columns: dict[str, Any]) -> tuple[sql.Composed, dict[str, Any]]:
    """The statement that finds a row of a view, and its values."""
    found = sql.SQL(" and ").join(sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in columns)
    return sql.SQL("select 1 from {} where {}").format(sql.Identifier("api", view), found), columns


def write(command: str, view: str, row: dict[str, Any], where: dict[str, Any]) -> tuple[sql.Composed, dict[str, Any]]:
    """The statement that inserts *row* into a view, or updates or deletes what *where* finds."""
    name, of_row = sql.Identifier("api", view), {f"new_{column}": value for column, value in row.items()}
    if command == "insert":
        columns, values = (sql.SQL(", ").join(map(kind, names)) for kind, names in ((sql.Identifier, row), (sql.Placeholder, of_row)))
        return sql.SQL("insert into {} ({}) values ({})").format(name, columns, values), of_row
    found = sql.SQL(" and ").join(sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder(column)) for column in where)
    if command == "delete":
        return sql.SQL("delete from {} where {}").format(name, found), where
    changed = sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder(f"new_{column}")) for column in row)
    return sql.SQL("update {} set {} where {}").format(name, changed, found), of_row | where
