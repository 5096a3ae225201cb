"""The map of sql/: rooms and files as their headers tell them.  `python -m python_functions.stack.rooms` writes sql/README.md."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_functions.stack.settings import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SQL = CHECKOUT / "sql"
FIELDS = ("Room", "Owns", "Caller", "Reads", "Writes", "Locks", "Raises")
PROMISE = re.compile(r"-- ([a-z_]+(?:, [a-z_]+)*): (.+)")
FIELD = re.compile(rf"-- ({'|'.join(FIELDS)}):\s+(.+)")
CONTINUED = re.compile(r"--\s{4,}(\S.*)")
INCLUDED = re.compile(r"^\\ir (\S+)$", re.MULTILINE)
COMMENTED = re.compile(r"^-- ([a-z_]+): (.+)$", re.MULTILINE)
VERB = re.compile(r"^create function api\.(\w+)\(", re.MULTILINE)
ERROR = re.compile(r"PT(\d{3}) ([a-z_]+)")

INTRODUCTION = """\
# The rooms of the database

Today's definition of everything.  One room per folder, one verb per file; `install.sql` is the build order, and a room uses only rooms above it.
A file's header says what it may touch, and tests hold it to that (`tests/python/test_sql_files.py`).

This file is made from the headers: `python -m python_functions.stack.rooms` writes it, and a test fails when it is stale.
"""


class HeaderError(ValueError):
    """A file's header is missing or not of its form."""


@dataclass(frozen=True, kw_only=True)
class SqlFile:
    """One file: where it stands, what its first line promises, and the fields of its header."""

    path: Path
    name: str
    promise: str
    fields: dict[str, str]
    body: str

    @property
    def room(self) -> str:
        """The folder, which is the room."""
        return self.path.parent.name

    @property
    def verbs(self) -> list[str]:
        """The functions of the contract that the file defines."""
        return VERB.findall(self.body)

    def listed(self, field: str) -> set[str]:
        """The tables of `Owns`, `Reads` or `Writes`."""
        return set(re.findall(r"\b(?:app|api)\.\w+", self.fields.get(field, "")))

    @property
    def raises(self) -> set[tuple[int, str]]:
        """The words of `Raises` with their HTTP status."""
        return {(int(status), word) for status, word in ERROR.findall(self.fields.get("Raises", ""))}


def read_file(path: Path) -> SqlFile:
    """
    Read a file and its header: a line `-- name: what it is for`, an empty comment, then fields such as `-- Writes: app.bookings`.

    Raises `HeaderError` naming the file.
    """
    text = path.read_text()
    header = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        header.append(line)
    promise = PROMISE.fullmatch(header[0]) if header else None
    if promise is None or header[1:2] != ["--"]:
        raise HeaderError(f"{path}: the first lines are not “-- name: what it is for” and “--”")
    fields: dict[str, str] = {}
    last = None
    for line in header[2:]:
        if match := FIELD.fullmatch(line):
            last, value = match.groups()
            fields[last] = value
        elif last and (match := CONTINUED.fullmatch(line)):
            fields[last] += " " + match[1]
        else:
            last = None
    return SqlFile(path=path, name=promise[1], promise=promise[2], fields=fields, body=text)


def files_in_order(sql: Path = SQL) -> list[SqlFile]:
    """Every file that install.sql names, in build order."""
    return [read_file(sql / name) for name in INCLUDED.findall((sql / "install.sql").read_text())]


def rooms_in_order(files: Sequence[SqlFile]) -> dict[str, list[SqlFile]]:
    """The files of each room; the rooms in build order."""
    rooms: dict[str, list[SqlFile]] = {}
    for file in files:
        rooms.setdefault(file.room, []).append(file)
    return rooms


def readme(sql: Path = SQL) -> str:
    """Return the text of sql/README.md."""
    rooms = rooms_in_order(files_in_order(sql))
    purposes = dict(COMMENTED.findall((sql / "install.sql").read_text()))
    return "\n".join([INTRODUCTION, *_table(rooms), *_files(rooms, purposes)]) + "\n"


def _table(rooms: dict[str, list[SqlFile]]) -> Iterator[str]:
    yield "| room | owns | may use | verbs | raises |"
    yield "|---|---|---|---|---|"
    above: list[str] = []
    for room, files in rooms.items():
        cells = (
            [f"**{room}**"],
            sorted(set().union(*(file.listed("Owns") for file in files))),
            above,
            [f"`{verb}`" for file in files for verb in file.verbs],
            [f"{status} {word}" for status, word in sorted(set().union(*(file.raises for file in files)))],
        )
        yield "| " + " | ".join(", ".join(cell) or "–" for cell in cells) + " |"
        above.append(room)


def _files(rooms: dict[str, list[SqlFile]], purposes: dict[str, str]) -> Iterator[str]:
    for room, files in rooms.items():
        yield f"\n## {room}: {purposes[room]}\n"
        for file in files:
            yield f"- [{file.path.name}]({room}/{file.path.name}): {file.promise}"


if __name__ == "__main__":
    (SQL / "README.md").write_text(readme())
    sys.stdout.write(f"Written: {SQL / 'README.md'}\n")
