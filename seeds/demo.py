"""Loads the demo practices into a running stack.  A second run finds them there and changes nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import httpx
import psycopg

PASSWORD = "bookfast-demo"  # noqa: S105 - printed for everybody: the demo's accounts guard nothing
ACCOUNTS = {
    "ada@riverside.example": "practitioner, Riverside Therapy",
    "noah@riverside.example": "practitioner, Riverside Therapy",
    "cleo@riverside.example": "admin, Riverside Therapy",
    "ben@client.example": "client, Riverside Therapy",
    "eve@hill.example": "practitioner, Hill Clinic",
    "omar@hill.example": "practitioner, Hill Clinic",
    "ines@hill.example": "admin, Hill Clinic",
    "mila@atelier.example": "practitioner, Atelier Coaching",
    "lea@atelier.example": "admin, Atelier Coaching",
    "june@common.example": "practitioner, Common Ground",
    "sam@common.example": "admin, Common Ground",
}


def load(*, supabase_url: str, publishable_key: str, database_url: str) -> bool:
    """
    Sign the demo's accounts up and insert its practices; whether there was anything to do.

    Raises `RuntimeError` with what Auth answered when an account can be neither made nor found.
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        if connection.execute("select slug from app.organizations where slug = 'riverside-therapy'").fetchone():
            return False
        known = {row[0] for row in connection.execute("select email from auth.users").fetchall()}
        for email in ACCOUNTS.keys() - known:
            _sign_up(email, supabase_url=supabase_url, publishable_key=publishable_key)
        connection.execute(_statements().encode())
    return True


def _sign_up(email: str, *, supabase_url: str, publishable_key: str) -> None:
    answer = httpx.post(
        f"{supabase_url}/auth/v1/signup",
        headers={"apikey": publishable_key},
        json={"email": email, "password": PASSWORD},
        timeout=30,
    )
    if answer.is_error:
        message = f"Auth refused to sign {email} up: {answer.status_code} {answer.text}"
        raise RuntimeError(message)


def _statements() -> str:
    """demo.sql without psql's own commands, which a driver does not know."""
    lines = Path(__file__).with_name("demo.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("\\"))


def main() -> int:
    """Load the demo into the stack that the environment names, and print its sign-ins."""
    try:
        loaded = load(
            supabase_url=os.environ["SUPABASE_URL"],
            publishable_key=os.environ["SUPABASE_PUBLISHABLE_KEY"],
            database_url=os.environ["DATABASE_URL"],
        )
    except KeyError as missing:
        print(f'{missing.args[0]} is not set.  Start the stack with `make up`, then: eval "$(make -s env)"', file=sys.stderr)
        return 2
    except (RuntimeError, psycopg.Error, httpx.HTTPError) as error:
        print(f"The demo practices could not be loaded: {error}", file=sys.stderr)
        return 1
    print("Demo practices loaded." if loaded else "Demo practices are there already.")
    print(f"Sign-ins (password {PASSWORD}):")
    for email, who in ACCOUNTS.items():
        print(f"  {email:<26} {who}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
