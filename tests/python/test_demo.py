"""`make demo`: four practices in which every page has something to show, whatever day it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest

from seeds import demo
from supabase import ClientOptions, create_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Stack

SLUGS = [practice.SLUG for practice in demo.PRACTICES]
ROWS = """
select 'bookings' as what, count(*) from app.bookings where organization_id = any (%(ids)s)
union all select 'clients', count(*) from app.clients where organization_id = any (%(ids)s)
union all select 'members', count(*) from app.members where organization_id = any (%(ids)s)
union all select 'wishes', count(*) from app.waitlist_entries where organization_id = any (%(ids)s)
union all select 'rules', count(*) from app.availability_rules where organization_id = any (%(ids)s)
union all select 'invitations', count(*) from app.invitations where organization_id = any (%(ids)s)
"""


def make_demo(stack: Stack, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "seeds.demo", *arguments],
        env={**os.environ, **stack.env, **changes},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@dataclass(frozen=True)
class Loaded:
    """The demo, loaded twice: what was said, and what there was after each time."""

    owner: psycopg.Connection
    ids: list[Any]
    first: str
    second: str
    rows_before: list[tuple[str, int]]
    rows_after: list[tuple[str, int]]
    clock_is_right: bool

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a statement that speaks of the practices as `%(ids)s`."""
        return self.owner.execute(statement, {"ids": self.ids}).fetchall()


@pytest.fixture(scope="module")
def loaded(stack: Stack) -> Iterator[Loaded]:
    with psycopg.connect(stack.database_url, autocommit=True) as owner:
        clock = owner.execute("select pg_get_functiondef('app.now'::regproc)").fetchone()
        first = make_demo(stack)
        assert first.returncode == 0, first.stderr
        ids = [row[0] for row in owner.execute("select organization_id from app.organizations where slug = any (%s) order by slug", [SLUGS]).fetchall()]
        before = owner.execute(ROWS, {"ids": ids}).fetchall()
        second = make_demo(stack)
        assert second.returncode == 0, second.stderr
        after = owner.execute(ROWS, {"ids": ids}).fetchall()
        right = clock == owner.execute("select pg_get_functiondef('app.now'::regproc)").fetchone()
        yield Loaded(owner, ids, first.stdout, second.stdout, before, after, right)
        # Out of the way of other tests, and of the next run on a stack that is kept.
        owner.execute(
            "update app.organizations set suspended_at = now(), slug = slug || '-' || left(md5(organization_id::text), 8) where slug = any (%s)", [SLUGS]
        )


pytestmark = pytest.mark.slow


def test_it_is_loaded_once(loaded: Loaded) -> None:
    assert len(loaded.ids) == 4
    assert "Demo practices loaded: Riverside Therapy, Hill Clinic, Atelier Coaching, Common Ground" in loaded.first
    assert "there already" in loaded.second
    assert loaded.rows_before == loaded.rows_after
    assert loaded.clock_is_right


def test_the_practices_are_the_families_of_users(loaded: Loaded) -> None:
    found = loaded.ask(
        "select profile, time_zone, locale, brand_color is not null from app.organizations where organization_id = any (%(ids)s) order by profile"
    )
    assert found == [
        ("coaching", "America/Toronto", "fr-CA", True),
        ("medical", "America/Vancouver", "en-CA", True),
        ("peer", "America/Halifax", "en-CA", True),
        ("therapy", "America/Toronto", "en-CA", True),
    ]


def test_every_practice_has_bookings_in_every_state_today_and_a_full_desk(loaded: Loaded) -> None:
    statuses = loaded.ask(
        "select organization_id, array_agg(distinct status order by status) from app.bookings where organization_id = any (%(ids)s) group by 1"
    )
    assert {tuple(each) for _, each in statuses} == {("cancelled", "completed", "confirmed", "no_show", "pending", "rescheduled")}
    assert len(statuses) == 4
    today = loaded.ask(
        "select count(*) from app.bookings as b join app.organizations as o using (organization_id) where o.organization_id = any (%(ids)s)"
        " and (b.starts_at at time zone o.time_zone)::date = (now() at time zone o.time_zone)::date group by o.organization_id"
    )
    assert len(today) == 4
    assert min(today) >= (5,)
    assert loaded.ask("select count(distinct organization_id), count(*) > 10 from app.reviews where organization_id = any (%(ids)s)") == [(3, True)]
    written = loaded.ask("select author_role, visibility, count(*) from app.notes where organization_id = any (%(ids)s) group by 1, 2 order by 1, 2")
    assert written == [("client", "shared", 1), ("practitioner", "private", 2), ("practitioner", "shared", 1)]
    rooms = loaded.ask("select guest_id is not null, stage, count(*) from app.practice_rooms where organization_id = any (%(ids)s) group by 1, 2 order by 1, 2")
    assert rooms == [(False, "waiting", 2), (True, "done", 1), (True, "waiting", 1)]
    for what in (
        "app.booking_series where true",
        "app.bookings where overbooked",
        "app.bookings where status = 'pending' and starts_at > now()",
        "app.bookings where starts_at > now() + interval '6 days'",
        "app.waitlist_entries where status in ('waiting', 'offered')",
        "app.availability_exceptions where kind = 'time_off'",
        "app.availability_exceptions where kind = 'extra_hours'",
        "app.clients where user_id is null",
        "app.notifications where read_at is null",
        "app.notifications where read_at is not null",
        "app.practitioner_specialties where true",
        "app.places where true",
    ):
        (count,) = loaded.ask(f"select count(distinct organization_id) from {what} and organization_id = any (%(ids)s)")  # noqa: S608 - the list above
        assert count == (4,), what


def test_who_has_an_account_can_sign_in_as_what_the_table_says(stack: Stack, loaded: Loaded) -> None:
    (password,) = re.findall(r"Everybody's password: (\S+)", loaded.first)
    rows = re.findall(r"^    (\S+@\S+) +(.+?)  +(.+)$", loaded.first, re.MULTILINE)
    assert len(rows) == 21
    for email, name, role in rows:
        client = create_client(
            stack.supabase_url,
            stack.supabase_publishable_key,
            options=ClientOptions(schema="api", auto_refresh_token=False, persist_session=False, httpx_client=httpx.Client(timeout=30)),
        )
        user = client.auth.sign_in_with_password({"email": email, "password": password}).user
        assert user is not None
        if role in {"client", "guest"}:
            assert {each["role"] for each in client.table("memberships").select("role").execute().data} == {"client"}
            assert client.table("bookings").select("client_name").execute().data[0]["client_name"] == name
        else:
            found = client.table("members").select("role, display_name").eq("user_id", user.id).execute().data
            assert [(each["role"], each["display_name"]) for each in found] == [("admin" if "admin" in role else "practitioner", name)]


def test_no_mail_is_lost_and_none_is_sent_about_last_week(stack: Stack, loaded: Loaded) -> None:
    waiting = "select count(*) from app.outbox_events where organization_id = any (%(ids)s) and status = 'queued'"
    until = time.monotonic() + 60
    while loaded.ask(waiting) != [(0,)] and time.monotonic() < until:
        time.sleep(0.2)
    assert loaded.ask(waiting) == [(0,)]
    failed = loaded.ask("select last_error from app.outbox_events where organization_id = any (%(ids)s) and status = 'failed' order by 1")
    assert [error[:9] for (error,) in failed] == ["550 5.1.1", "550 5.4.4"], "two, for admins to look at"
    (sent,) = loaded.ask("select count(*) from app.outbox_events where organization_id = any (%(ids)s) and status = 'delivered' and receipt <> '250 demo'")
    (told,) = loaded.ask(
        "select count(*) from app.outbox_events where organization_id = any (%(ids)s) and created_at < now() - interval '1 day' and receipt <> '250 demo'"
    )
    assert told == (0,)
    assert 0 < sent[0] < 200
    addresses = {each["to"][0]["address"] for each in httpx.get(f"{stack.mail_url}/email", timeout=30).json()}
    assert {"grace@client.example", "ada@riverside.example", "nadege@client.example"} <= addresses


def test_it_stays_on_this_machine_unless_told(stack: Stack) -> None:
    refused = make_demo(stack, DATABASE_URL="postgresql://postgres@db.project.example/postgres")
    assert refused.returncode == 2
    assert "--anywhere" in refused.stderr
    for local in (stack.database_url, "postgresql:///postgres", "host=/tmp dbname=x", "postgresql://[::1]:5432/postgres"):
        assert demo.is_local(local)
    for elsewhere in ("postgresql://127.0.0.1,db.example/postgres", "host=localhost hostaddr=203.0.113.7", "postgresql://10.0.0.5/postgres"):
        assert not demo.is_local(elsewhere)


def test_what_was_begun_and_not_finished_is_told(stack: Stack, loaded: Loaded) -> None:
    footer = loaded.ask("select mail_footer from app.organizations where slug = 'common-ground'")[0]
    loaded.owner.execute("update app.organizations set mail_footer = null where slug = 'common-ground'")
    told = make_demo(stack)
    loaded.owner.execute("update app.organizations set mail_footer = %s where slug = 'common-ground'", footer)
    assert told.returncode == 1
    assert "common-ground was begun and not finished" in told.stderr


def test_a_missing_variable_is_named(stack: Stack) -> None:
    told = make_demo(stack, SUPABASE_URL="")
    assert told.returncode == 2
    assert "SUPABASE_URL is not set" in told.stderr
