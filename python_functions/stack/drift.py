"""Drift: whether the source and the ledger build the same database."""

from __future__ import annotations

import difflib
import re
from itertools import groupby
from typing import TYPE_CHECKING

from python_functions.stack.binaries import run_program
from python_functions.stack.cluster import Cluster, scratch_cluster
from python_functions.stack.ledger import both_databases

if TYPE_CHECKING:
    from python_functions.stack.settings import Settings

HEADING = re.compile(r"^-- Name: (?P<name>.*?); Type: (?P<type>.*?); Schema: (?P<schema>.*?); Owner: .*$")


def drift(settings: Settings) -> str:
    """
    The difference between the two as a unified diff, empty when there is none.

    Compared is all that pg_dump writes: structure, bodies, grants, policies, comments, owners, default privileges.
    Not compared is the order of a table's columns and of the grants on one object, which a later migration cannot choose.
    """
    with scratch_cluster() as cluster:
        ledger, source = (described(cluster, url) for url in both_databases(cluster, settings))
    return "\n".join(difflib.unified_diff(ledger, source, "built by supabase/migrations", "built by sql/", lineterm="", n=4))


def described(cluster: Cluster, url: str) -> list[str]:
    """The schema as lines, one object after the other, in an order that does not depend on how it came about."""
    dump = run_program([cluster.bin / "pg_dump", url, "--schema-only"], doing="describe the database")
    objects = [_settled(lines) for lines in _objects(dump)]
    return [line for lines in sorted(objects) for line in lines]


def _objects(dump: str) -> list[list[str]]:
    current: list[list[str]] = []
    for line in dump.splitlines():
        if HEADING.match(line):
            current.append([])
        # What stands before the first heading are settings of the session; `\restrict` carries a new key each time.
        if current and line.strip() not in {"", "--"} and not line.startswith(("\\", "-- PostgreSQL database dump")):
            current[-1].append(line)
    return current


def _settled(lines: list[str]) -> list[str]:
    heading, *body = lines
    kind = HEADING.match(heading)["type"]
    if kind in {"ACL", "DEFAULT ACL"}:
        return [heading, *sorted(body)]
    if kind != "TABLE":
        return lines
    settled = []
    for indented, group in groupby(body, key=lambda line: line.startswith("    ")):
        lines_of_group = list(group)
        settled += sorted(line.rstrip(",") for line in lines_of_group) if indented else lines_of_group
    return [heading, *settled]
