"""`python -m python_functions.stack COMMAND`: what the Makefile calls."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from python_functions.stack.drift import drift
from python_functions.stack.errors import StackError
from python_functions.stack.keys import keys_of
from python_functions.stack.ledger import draft_migration
from python_functions.stack.run import down, up
from python_functions.stack.settings import Settings, settings_from
from python_functions.stack.types import generated_types, types_file
from python_functions.stack.variables import PUBLIC, stack_variables

if TYPE_CHECKING:
    from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run one command; a failure that a person can mend is told in words, exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m python_functions.stack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start the stack, return when it is well")
    commands.add_parser("down", help="stop it; the data stay")
    environment = commands.add_parser("env", help="print its variables as KEY=VALUE lines")
    environment.add_argument("--all", action="store_true", help="also those that only edge and worker need")
    migration = commands.add_parser("migration", help="draft a migration from what changed in sql/")
    migration.add_argument("name")
    commands.add_parser("drift", help="compare what sql/ and supabase/migrations build")
    commands.add_parser("types", help="write the web app's types of the Data API")
    within = commands.add_parser("with", help="run a command with all variables set: with -- COMMAND …")
    within.add_argument("words", nargs=argparse.REMAINDER)
    asked = parser.parse_args(arguments)
    try:
        settings = settings_from(os.environ)
        if asked.command == "up":
            print_addresses(up(settings))
        elif asked.command == "down":
            down(settings)
        elif asked.command == "env":
            print_variables(settings, everything=asked.all)
        elif asked.command == "migration":
            print_migration(draft_migration(settings, asked.name))
        elif asked.command == "drift":
            return print_drift(drift(settings))
        elif asked.command == "types":
            types_file(settings).write_text(generated_types(settings))
        elif asked.command == "with":
            return run_with(settings, asked.words[asked.words[:1] == ["--"] :])
    except StackError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(
            f"\n{error.filename} belongs to another account.\nWhat to do: work as the account that made it, or set BOOKFAST_HOME to a folder of your own.",
            file=sys.stderr,
        )
        return 1
    return 0


def print_addresses(variables: dict[str, str]) -> None:
    """Where to look, in the words of a person."""
    calendars = f"  Calendars    {variables['CALENDARS_URL']}\n" if "CALENDARS_URL" in variables else ""
    print(
        f"\nBookfast is up.\n"
        f"  Book a time  {variables['WEB_URL']}\n"
        f"  Mailbox      {variables['MAIL_URL']}\n"
        f"  Data API     {variables['SUPABASE_URL']}\n"
        f"  Edge         {variables['EDGE_URL']}\n"
        f"{calendars}"
        f"  Everything   make env      Stop it  make down"
    )


def print_variables(settings: Settings, *, everything: bool) -> None:
    """`KEY=VALUE` lines, fit for `set -a; eval "$(make -s env)"`."""
    for name, value in stack_variables(settings, keys_of(settings.home)).items():
        if everything or name in PUBLIC:
            print(f"{name}={value}")


def print_migration(path: Path | None) -> None:
    """Where the draft lies, and what is left to do with it."""
    if path is None:
        print("sql/ holds nothing that supabase/migrations does not build already.")
    else:
        print(f"Drafted {path}\nRead it, try it with `make drift`, then commit it together with the change in sql/.")


def print_drift(difference: str) -> int:
    """The difference if there is one; exit code 1 then."""
    if not difference:
        print("sql/ and supabase/migrations build the same database.")
        return 0
    print(difference)
    print(
        "\nsql/ and supabase/migrations build different databases (- the ledger has it, + the source has it).\nWhat to do: make migration NAME=what_changed",
        file=sys.stderr,
    )
    return 1


def run_with(settings: Settings, words: list[str]) -> int:
    """Run a command that sees the stack's variables; return its exit code."""
    variables = stack_variables(settings, keys_of(settings.home))
    return subprocess.run(words, env={**os.environ, **variables}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
