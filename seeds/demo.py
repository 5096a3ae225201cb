"""Loads the demo practices into a running stack.  A second run finds them there and changes nothing."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

import httpx
import psycopg
from postgrest import APIError
from psycopg.conninfo import conninfo_to_dict

from python_functions.mailbox import NoMailError
from seeds import clinic, coaching, peers, therapy
from seeds.people import PASSWORD
from seeds.premises import LAST_SETTING
from seeds.stack import Demo
from supabase import AuthError

if TYPE_CHECKING:
    from collections.abc import Mapping

PRACTICES = (therapy, clinic, coaching, peers)
HERE = {"", "localhost", "127.0.0.1", "::1"}


class DemoError(Exception):
    """The demo cannot be loaded here: why, and what to do."""


def load(*, supabase_url: str, publishable_key: str, database_url: str, mail_url: str, edge_url: str | None = None) -> list[str]:
    """
    Load the practices that are not there yet, and return their names.

    Raises `DemoError` where one was begun and not finished.
    """
    loaded = []
    with psycopg.connect(database_url, autocommit=True) as owner:
        demo = Demo(owner, supabase_url=supabase_url, publishable_key=publishable_key, mail_url=mail_url, edge_url=edge_url)
        for practice in PRACTICES:
            if not _is_there(owner, practice.SLUG):
                practice.load(demo)
                loaded.append(practice.NAME)
    return loaded


def is_local(database_url: str) -> bool:
    """Whether the database is on this machine."""
    address = conninfo_to_dict(database_url)
    hosts = f"{address.get('host') or ''},{address.get('hostaddr') or ''}".split(",")
    return all(host in HERE or host.startswith("/") for host in hosts)


def _is_there(owner: psycopg.Connection, slug: str) -> bool:
    found = owner.execute(f"select {LAST_SETTING} is not null from app.organizations where slug = %s", [slug]).fetchone()  # noqa: S608 - a column of ours
    if found == (False,):
        message = f"{slug} was begun and not finished.  Stop the stack, remove its data (.bookfast) and run make demo again."
        raise DemoError(message)
    return found is not None


def sign_ins(environ: Mapping[str, str]) -> str:
    """The table that says where to look, and as whom."""
    lines = [f"  The app      {environ['WEB_URL']}", f"  The mailbox  {environ['MAIL_URL']}  (every mail that the demo sends)"]
    if "CALENDARS_URL" in environ:
        lines += [
            f"  A Google     {environ['CALENDARS_URL']}  (the demo's own; its calendars are shown, and events moved, there)",
            f"               A practitioner connects one at {environ['WEB_URL']}/practice/settings; any address is an account there.",
        ]
    lines += [f"\nSign-ins, for this demo only; they guard nothing.  Everybody's password: {PASSWORD}"]
    for practice in PRACTICES:
        lines += [f"\n  {practice.NAME}  {environ['WEB_URL']}/with/{practice.SLUG}"]
        lines += [f"    {person.email:<28} {person.name:<20} {role}" for person, role in practice.ACCOUNTS.items()]
    return "\n".join(lines)


def _missing(name: str) -> str:
    raise KeyError(name)


def main(arguments: list[str]) -> int:
    """Load the demo into the stack that the environment names, and print its sign-ins."""
    parser = argparse.ArgumentParser(prog="python -m seeds.demo", description=__doc__)
    parser.add_argument("--anywhere", action="store_true", help="also into a database that is not on this machine; everybody knows the passwords")
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--load", action="store_true", help="only load, and say nothing of sign-ins")
    parts.add_argument("--sign-ins", action="store_true", help="only print the sign-ins")
    options = parser.parse_args(arguments)
    try:
        names = ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "DATABASE_URL", "MAIL_URL", "WEB_URL")
        stack = {name: os.environ.get(name) or _missing(name) for name in names}
        if options.sign_ins:
            print(sign_ins(os.environ))
            return 0
        if not (options.anywhere or is_local(stack["DATABASE_URL"])):
            print("This database is not on this machine, and the demo's passwords are known to everybody.  If you mean it: --anywhere", file=sys.stderr)
            return 2
        loaded = load(
            supabase_url=stack["SUPABASE_URL"],
            publishable_key=stack["SUPABASE_PUBLISHABLE_KEY"],
            database_url=stack["DATABASE_URL"],
            mail_url=stack["MAIL_URL"],
            edge_url=os.environ.get("EDGE_URL"),
        )
    except KeyError as missing:
        print(f'{missing.args[0]} is not set.  Start the stack with `make up`, then: set -a; eval "$(make -s env)"', file=sys.stderr)
        return 2
    except (DemoError, RuntimeError, NoMailError, APIError, AuthError, psycopg.Error, httpx.HTTPError) as error:
        print(f"The demo practices could not be loaded: {error}", file=sys.stderr)
        return 1
    print(f"Demo practices loaded: {', '.join(loaded)}." if loaded else "The demo practices are there already.")
    if not options.load:
        print(sign_ins(os.environ))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
