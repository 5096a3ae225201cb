"""Up and down, with real processes: idempotent, restarted when killed, ended without a trace."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psutil
import psycopg
import pytest

from python_functions.stack.errors import StackError
from python_functions.stack.keys import keys_of
from python_functions.stack.ledger import draft_migration
from python_functions.stack.programs import programs_of
from python_functions.stack.run import down, up
from python_functions.stack.supervision import MARK, Supervision, remove_home
from tests.python.stack_scratch import write_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_functions.stack.settings import Settings

pytestmark = pytest.mark.slow

NAMES = ["postgres", "mail", "api", "edge", "worker", "web"]


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """
    A stack with the scratch ledger; stopped at the end.

    Not in pytest's own folder: another run would close that to the account that Postgres runs as under root.
    """
    folder = Path(tempfile.mkdtemp(prefix="bookfast-"))
    settings = write_project(folder)
    draft_migration(settings, "foundation")
    yield settings
    down(settings)
    remove_home(settings.home)
    shutil.rmtree(folder)


@pytest.fixture
def env(settings: Settings) -> dict[str, str]:
    """The variables of the running stack; brings it up when the test before has stopped it."""
    return up(settings, say=quiet)


def quiet(_: str) -> None:
    """Say nothing."""


def pids(settings: Settings) -> dict[str, int]:
    """The process of each program."""
    supervision = Supervision(settings)
    return {program.name: supervision.pid_of(program) for program in programs_of(settings, keys_of(settings.home))}


def processes_of(settings: Settings) -> list[psutil.Process]:
    """Whatever runs with this stack's mark, or serves its data folder."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get(MARK) == str(settings.home) or str(settings.home) in " ".join(process.cmdline())
        except psutil.Error:
            continue
        if ours and process.pid != os.getpid():
            found.append(process)
    return found


def headers_seen(env: dict[str, str], *, source: str = "127.0.0.1", sent: dict[str, str] | None = None) -> dict[str, str]:
    """What SQL reads of a call's headers, when it comes from the address *source*."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=source)) as client:
        answer = client.post(
            f"{env['SUPABASE_URL']}/rest/v1/rpc/headers",
            headers={"apikey": env["SUPABASE_PUBLISHABLE_KEY"], "Content-Profile": "api", **(sent or {})},
            json={},
        )
    answer.raise_for_status()
    return answer.json()


def test_up_twice_changes_nothing(settings: Settings, env: dict[str, str]) -> None:
    before = pids(settings)
    assert NAMES == [name for name, pid in before.items() if pid]
    said: list[str] = []
    assert env == up(settings, say=said.append)
    assert before == pids(settings)
    assert said == []


@pytest.mark.parametrize("name", NAMES)
def test_a_killed_program_is_started_again(name: str, settings: Settings, env: dict[str, str]) -> None:
    before = pids(settings)[name]
    os.kill(before, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while (now := pids(settings)[name]) in {0, before}:
        assert time.monotonic() < deadline, f"{name} was not started again"
        time.sleep(0.05)
    assert env == up(settings, say=quiet)
    assert now == pids(settings)[name]


def test_what_was_committed_survives_down_and_up(settings: Settings, env: dict[str, str]) -> None:
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        connection.execute("insert into app.notes (body) values ('kept')")
    down(settings, say=quiet)
    assert env == up(settings, say=quiet)
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        assert ("kept",) in connection.execute("select body from app.notes").fetchall()


def test_what_was_committed_survives_the_death_of_postgres(settings: Settings, env: dict[str, str]) -> None:
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        connection.execute("insert into app.notes (body) values ('committed')")
    os.kill(pids(settings)["postgres"], signal.SIGKILL)
    up(settings, say=quiet)
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        assert ("committed",) in connection.execute("select body from app.notes").fetchall()


@pytest.mark.usefixtures("env")
def test_down_leaves_nothing_running(settings: Settings) -> None:
    down(settings, say=quiet)
    assert processes_of(settings) == []
    said: list[str] = []
    down(settings, say=said.append)
    assert said == ["Nothing was running."]


@pytest.mark.usefixtures("env")
def test_down_finds_what_a_killed_supervisor_left_behind(settings: Settings) -> None:
    supervisor = int((settings.home / "supervisord.pid").read_text())
    os.kill(supervisor, signal.SIGKILL)
    assert len(processes_of(settings)) >= len(NAMES)
    down(settings, say=quiet)
    assert processes_of(settings) == []


def test_a_taken_port_stops_up_before_anything_starts(settings: Settings) -> None:
    down(settings, say=quiet)
    told = pytest.raises(StackError, match=f"Port {settings.ports['web']}, wanted by web, is taken")
    with socket.create_server(("127.0.0.1", settings.ports["web"])), told:
        up(settings, say=quiet)
    assert processes_of(settings) == []


def test_a_program_that_cannot_live_is_told_with_its_last_words(settings: Settings, env: dict[str, str]) -> None:
    """`up` ends with the reason from the program's own log."""
    (api,) = [program for program in programs_of(settings, keys_of(settings.home)) if program.name == "api"]
    with psycopg.connect(env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("alter role authenticator nologin")
        try:
            Supervision(settings).stop(api)
            with pytest.raises(StackError, match=r"(?s)is not well.*What to do: Read .*log"):
                up(settings, say=quiet, patience_seconds=4)
        finally:
            connection.execute("alter role authenticator login")


def test_a_new_migration_is_applied_and_seen_by_the_api(settings: Settings, env: dict[str, str]) -> None:
    (settings.migrations / "20990101000000_hello.sql").write_text(
        "create function api.hello() returns text language sql stable set search_path = '' as 'select ''hello''';grant execute on function api.hello() to anon;"
    )
    up(settings, say=quiet)
    answer = httpx.post(
        f"{env['SUPABASE_URL']}/rest/v1/rpc/hello",
        headers={"apikey": env["SUPABASE_PUBLISHABLE_KEY"], "Content-Profile": "api"},
        json={},
    )
    assert (200, "hello") == (answer.status_code, answer.json())


def test_the_api_says_from_where_a_call_comes_whatever_the_caller_says(env: dict[str, str]) -> None:
    claimed = {"X-Forwarded-For": "203.0.113.7", "CF-Connecting-IP": "203.0.113.8"}
    seen = headers_seen(env, source="127.0.0.9", sent=claimed)
    assert seen["x-forwarded-for"] == "127.0.0.9"
    assert "cf-connecting-ip" not in seen


def test_the_api_owns_nothing_and_grants_nothing(env: dict[str, str]) -> None:
    """Left to itself, the API would grant everything on each table under row security to anon."""
    headers_seen(env)
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        granted = connection.execute(
            "select grantee, privilege_type from information_schema.role_table_grants where table_schema = 'app' and grantee <> 'postgres'"
        ).fetchall()
        owned = connection.execute("select count(*) from pg_shdepend where refobjid = 'authenticator'::regrole and deptype = 'o'")
        assert granted == [("authenticated", "SELECT")]
        assert owned.fetchone() == (0,)


def test_a_browsers_question_before_a_call_is_answered(env: dict[str, str]) -> None:
    answer = httpx.options(
        f"{env['SUPABASE_URL']}/rest/v1/rpc/headers",
        headers={
            "Origin": env["WEB_URL"],
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "apikey,content-profile",
        },
    )
    assert answer.status_code == httpx.codes.NO_CONTENT
    assert answer.headers["access-control-allow-headers"] == "apikey,content-profile"


def test_no_call_without_a_key_is_served(env: dict[str, str]) -> None:
    answer = httpx.post(f"{env['SUPABASE_URL']}/rest/v1/rpc/headers", headers={"Content-Profile": "api"}, json={})
    assert answer.status_code == httpx.codes.UNAUTHORIZED


def test_the_pages_learn_the_api_and_tell_nobody_where_they_were(env: dict[str, str]) -> None:
    answer = httpx.get(f"{env['WEB_URL']}/config.json")
    assert answer.json() == {
        "supabase_url": env["SUPABASE_URL"],
        "supabase_publishable_key": env["SUPABASE_PUBLISHABLE_KEY"],
        "edge_url": env["EDGE_URL"],
    }
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert f"connect-src 'self' {env['SUPABASE_URL']}" in policy
    assert f" {env['EDGE_URL']};" in policy
    assert "unsafe" not in policy


def test_sign_in_by_mail_leads_to_the_pages(env: dict[str, str]) -> None:
    """The link in Auth's mail leads to the page that confirms, its secret in the fragment, which no server gets to see."""
    address = "ben@example.com"
    key = {"apikey": env["SUPABASE_PUBLISHABLE_KEY"]}
    httpx.post(f"{env['SUPABASE_URL']}/auth/v1/otp", headers=key, json={"email": address, "create_user": True}).raise_for_status()
    deadline = time.monotonic() + 10
    while not (mails := [m for m in httpx.get(f"{env['MAIL_URL']}/email").json() if m["to"][0]["address"] == address]):
        assert time.monotonic() < deadline, "no mail came"
        time.sleep(0.05)
    for part in ("text", "html"):
        assert f"{env['WEB_URL']}/confirm#magiclink=" in mails[-1][part]
        assert "/auth/v1/verify" not in mails[-1][part]
