"""What the files of sql/ really do, read from their text: who calls whom, who writes which table, who refuses with which word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from python_functions.stack.rooms import SqlFile

OBJECT = r"(?:app|api|private)\.\w+"
DEFINED = re.compile(rf"^\s*create (?:or replace )?(?:function|table|view|type|sequence) ({OBJECT})", re.MULTILINE)
FUNCTION = re.compile(rf"^create function ({OBJECT})\(.*?(?=^comment on function \1\()", re.MULTILINE | re.DOTALL)
TRIGGER = re.compile(
    rf"^create trigger \w+\s+(?:before|after|instead of) (.*?) on ({OBJECT})\s.*?execute function ({OBJECT})\(",
    re.MULTILINE | re.DOTALL,
)
MENTIONED = re.compile(rf"\b({OBJECT})\b")
CALLED = re.compile(rf"\b({OBJECT})\(")
WRITTEN = re.compile(rf"\b(insert into|update|delete from|truncate)\s+({OBJECT})\b")
LITERAL = re.compile(r"'([a-z_]+)'")
REFUSED = re.compile(r"\bapp\.fail(?:_with_status)?\(\s*'([a-z_]+)'")
COMMENT = re.compile(r"--[^\n]*")
STRING = re.compile(r"'(?:[^']|'')*'")
# The audit log is one thing in two tables: its entries, and what of them can be erased.
PART_OF = {"app.audit_personal": "app.audit_log"}
EVENTS = {"insert into": "insert", "update": "update", "delete from": "delete", "truncate": "truncate"}


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function's own doings, without those of what it calls."""

    name: str
    calls: frozenset[str]
    writes: frozenset[tuple[str, str]]
    refusals: frozenset[str]
    literals: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """A function that runs when somebody does *events* to *table*; *depth* is the number of the room that says so."""

    table: str
    events: frozenset[str]
    function: str
    depth: int


@dataclass(frozen=True)
class Source:
    """All files, in build order."""

    files: Sequence[SqlFile]
    depths: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Number the rooms from the top."""
        rooms = list(dict.fromkeys(file.room for file in self.files))
        object.__setattr__(self, "depths", {room: depth for depth, room in enumerate(rooms)})

    @cached_property
    def homes(self) -> dict[str, SqlFile]:
        """The file that defines each object."""
        return {name: file for file in self.files for name in DEFINED.findall(code(file))}

    @cached_property
    def functions(self) -> dict[str, list[Function]]:
        """The functions of each name; several when the name is overloaded."""
        found: dict[str, list[Function]] = {}
        for file in self.files:
            for function in functions_of(file):
                found.setdefault(function.name, []).append(function)
        return found

    @cached_property
    def triggers(self) -> list[Trigger]:
        """Every trigger."""
        return [
            Trigger(
                table=table,
                events=frozenset(re.findall(r"insert|update|delete|truncate", events)),
                function=function,
                depth=self.depths[file.room],
            )
            for file in self.files
            for events, table, function in TRIGGER.findall(code(file))
        ]

    def mentions(self, file: SqlFile) -> set[str]:
        """The objects that a file speaks of, outside comments and strings."""
        return set(MENTIONED.findall(STRING.sub("''", code(file)))) & set(self.homes)

    def writes(self, file: SqlFile) -> set[str]:
        """
        The tables that a file's functions write: themselves, by what they call, and by triggers of its own room and those above.

        What rooms below hang on to those tables is theirs to tell.
        """
        return {PART_OF.get(table, table) for function in self._reached(file) for _, table in function.writes if table.startswith("app.")}

    def literals(self, file: SqlFile) -> set[str]:
        """The quoted words in a file's functions and in all that they reach."""
        return set().union(*(function.literals for function in self._reached(file)))

    def _reached(self, file: SqlFile) -> list[Function]:
        depth = self.depths[file.room]
        reached: list[Function] = []
        waiting = functions_of(file)
        while waiting:
            function = waiting.pop()
            if function in reached:
                continue
            reached.append(function)
            names = set(function.calls) | {
                trigger.function
                for trigger in self.triggers
                for event, table in function.writes
                if trigger.table == table and event in trigger.events and trigger.depth <= depth
            }
            waiting += [other for name in names for other in self.functions.get(name, [])]
        return reached


def code(file: SqlFile) -> str:
    """Return a file's text without its comments."""
    return COMMENT.sub("", file.body)


def functions_of(file: SqlFile) -> list[Function]:
    """Return the functions that a file defines."""
    return list(_functions(code(file)))


def _functions(text: str) -> Iterator[Function]:
    for match in FUNCTION.finditer(text):
        name, body = match[1], match[0].split("(", 1)[1]
        plain = STRING.sub("''", body)
        yield Function(
            name=name,
            calls=frozenset(CALLED.findall(plain)) - {name},
            writes=frozenset((EVENTS[verb], table) for verb, table in WRITTEN.findall(plain)),
            refusals=frozenset(REFUSED.findall(body)),
            literals=frozenset(LITERAL.findall(body)),
        )


def violations(files: Sequence[SqlFile], judge: Callable[[SqlFile], object]) -> list[str]:
    """Return what *judge* holds against each file, as sentences that begin with the file's name."""
    return [f"{file.room}/{file.path.name}: {complaint}" for file in files if (complaint := judge(file))]
