"""The rules of sql/'s files: rooms use only rooms above them, and headers tell the truth."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import pytest

from python_functions.stack.rooms import INCLUDED, SQL, HeaderError, files_in_order, read_file, readme
from tests.python.sql_source import Source, code, functions_of, violations

if TYPE_CHECKING:
    from pathlib import Path

    from python_functions.stack.rooms import SqlFile

MOST_LINES = 100


@pytest.fixture(scope="module")
def source() -> Source:
    """Every file, in build order."""
    return Source(files_in_order())


@pytest.fixture(scope="module")
def words(source: Source) -> dict[str, int]:
    """The register of refusals: word and HTTP status."""
    register = source.homes["app.error_words"].body
    return {word: int(status) for word, status in re.findall(r"\('([a-z_]+)', (\d{3}),", register)}


def test_the_map_is_fresh() -> None:
    """sql/README.md says what the headers say."""
    assert readme() == (SQL / "README.md").read_text(), "sql/README.md is stale: python -m python_functions.stack.rooms"


def test_install_sql_names_every_file_once() -> None:
    """No file is forgotten, none is built twice."""
    named = INCLUDED.findall((SQL / "install.sql").read_text())
    there = [str(path.relative_to(SQL)) for path in SQL.glob("*/*.sql")]

    assert sorted(named) == sorted(there)


def test_each_room_is_built_in_one_go(source: Source) -> None:
    """The rooms of install.sql follow one another: none is entered twice."""
    visited = [file.room for file in source.files]
    entered = [room for previous, room in zip([None, *visited], visited, strict=False) if room != previous]

    assert entered == list(dict.fromkeys(visited))


def test_a_room_uses_only_rooms_above(source: Source) -> None:
    """A file names no table, view, type or function of a room below its own."""

    def below(file: SqlFile) -> object:
        depth = source.depths[file.room]
        names = [name for name in sorted(source.mentions(file)) if source.depths[source.homes[name].room] > depth]
        return names and f"uses {', '.join(names)} of a room below"

    assert violations(source.files, below) == []


def test_files_are_short(source: Source) -> None:
    """One can be read without scrolling much."""

    def long(file: SqlFile) -> object:
        lines = len(file.body.splitlines())
        return lines > MOST_LINES and f"has {lines} lines"

    assert violations(source.files, long) == []


def test_files_are_called_what_they_promise(source: Source) -> None:
    """The first line names the file or, where it defines two equals, one of them."""

    def misnamed(file: SqlFile) -> object:
        return file.path.stem not in file.name.split(", ") and f"calls itself {file.name}"

    assert violations(source.files, misnamed) == []


def test_one_verb_per_file(source: Source) -> None:
    """A file defines one function of the contract at most, and is called like it."""

    def crowded(file: SqlFile) -> object:
        return file.verbs not in ([], [file.path.stem]) and f"defines {', '.join(file.verbs)}"

    assert violations(source.files, crowded) == []


def test_headers_name_their_room(source: Source) -> None:
    """`Room:` is the folder."""
    assert violations(source.files, lambda file: file.fields.get("Room") != file.room and "names another room") == []


def test_verbs_say_who_calls_them(source: Source) -> None:
    """Every verb has its `Caller:`."""
    assert violations(source.files, lambda file: file.verbs and "Caller" not in file.fields and "has no Caller") == []


def test_owns_is_true(source: Source) -> None:
    """`Owns:` lists the tables that the file creates."""

    def untrue(file: SqlFile) -> object:
        created = set(re.findall(r"^create table (app\.\w+)", code(file), re.MULTILINE))
        return created != file.listed("Owns") and f"owns {', '.join(sorted(created))}"

    assert violations(source.files, untrue) == []


def test_writes_is_true(source: Source) -> None:
    """`Writes:` lists the tables that the file's functions write, by whatever they call and by triggers of their room and above."""

    def untrue(file: SqlFile) -> object:
        written = source.writes(file)
        return written != file.listed("Writes") and f"Writes: {', '.join(sorted(written)) or 'nothing'}"

    assert violations(source.files, untrue) == []


def test_reads_is_true(source: Source) -> None:
    """`Reads:` lists nothing that is neither a table nor a view, nor one of a room below."""
    tables = {name for name, home in source.homes.items() if re.search(rf"create (?:table|view) {name}\b", home.body)}

    def untrue(file: SqlFile) -> object:
        depth = source.depths[file.room]
        odd = [name for name in sorted(file.listed("Reads")) if name not in tables or source.depths[source.homes[name].room] > depth]
        return odd and f"reads {', '.join(odd)}"

    assert violations(source.files, untrue) == []


def test_raises_is_true(source: Source, words: dict[str, int]) -> None:
    """`Raises:` has every word that the file itself refuses with, and none that nothing it calls knows; each with its status."""

    def untrue(file: SqlFile) -> object:
        declared = {word for _, word in file.raises}
        own = set().union(*(function.refusals for function in functions_of(file)))
        complaints = [
            *(f"raises {word} and does not say so" for word in sorted(own - declared)),
            *(f"says {word}, which nothing it calls raises" for word in sorted(declared - source.literals(file))),
            *(f"says {status} {word}" for status, word in sorted(file.raises) if words.get(word) != status),
        ]
        return "; ".join(complaints)

    assert violations(source.files, untrue) == []


@pytest.mark.parametrize("text", ["", "create table app.x ();\n", "-- a sentence\n--\n", "-- name: promise\ncreate table app.x ();\n"])
def test_a_missing_header_is_named(tmp_path: Path, text: str) -> None:
    """A file without a header fails with its own name."""
    file = tmp_path / "nameless.sql"
    file.write_text(text)

    with pytest.raises(HeaderError, match=r"nameless\.sql"):
        read_file(file)


def test_a_lie_would_be_seen(tmp_path: Path) -> None:
    """A function that writes by another's hand, by a trigger, or into a room below is found out."""
    sources = {
        "upper/ledger.sql": """
            create table app.ledger ();
            create function app.note()
            returns trigger language plpgsql as $$ begin insert into app.ledger default values; end; $$;
            comment on function app.note() is '';
        """,
        "upper/thing.sql": """
            create table app.things ();
            create trigger _900_note after insert on app.things for each row execute function app.note();
            create function app.make() returns void language sql as $$ insert into app.things default values; select app.fail('not_found'); $$;
            comment on function app.make() is '';
        """,
        "lower/verb.sql": """
            create table app.extras ();
            create trigger _500_extra after delete on app.things for each row execute function app.note();
            create function api.verb() returns void language sql as $$ select app.make(); $$;
            comment on function api.verb() is '';
        """,
        "upper/sly.sql": """
            create function app.sly() returns void language sql as $$ delete from app.extras; $$;
            comment on function app.sly() is '';
        """,
    }
    files = {}
    for name, text in sources.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"-- {path.stem}: promise.\n--\n-- Room: {path.parent.name}\n" + textwrap.dedent(text))
        files[path.stem] = read_file(path)
    source = Source([files["ledger"], files["thing"], files["verb"], files["sly"]])

    assert source.writes(files["verb"]) == {"app.things", "app.ledger"}
    assert source.literals(files["verb"]) == {"not_found"}
    assert "app.extras" in source.mentions(files["sly"])
