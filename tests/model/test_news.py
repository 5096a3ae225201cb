"""The look at what open pages are told sees each kind of silence: a model that cannot fail holds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from .news import News
from .practice import BEGINNING, open_practice, starts, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .practice import Practice

SILENCED = {
    "nothing is noted when time is taken": "alter table app.slot_claims disable trigger _800_note_taken_or_freed",
    "nothing is told at the end": "alter table app.slot_claims disable trigger _800_tell_taken_or_freed",
    "another day is told": """
        create or replace function app.broadcast(p_topic text, p_event text, p_payload jsonb) returns void language sql as
        $$ select realtime.send(jsonb_build_object('days', jsonb_build_array('2027-01-01')), p_event, p_topic, true) $$
    """,
    "another practitioner's topic is told": """
        create or replace function app.broadcast(p_topic text, p_event text, p_payload jsonb) returns void language sql as
        $$ select realtime.send(p_payload, p_event, 'practitioner:' || gen_random_uuid() || ':slots', true) $$
    """,
}


@pytest.fixture
def owner(model_url: str) -> Iterator[psycopg.Connection]:
    """The database's owner, early on the day on which the practice opens; whatever is silenced speaks again afterwards."""
    with psycopg.connect(model_url, autocommit=True) as connection:
        connection.execute("set time zone 'UTC'")
        connection.execute("select set_config('tests.now', %s, false)", [BEGINNING.isoformat()])
        spoken = connection.execute("select pg_get_functiondef('app.broadcast'::regproc)").fetchone()
        yield connection
        assert spoken is not None
        connection.execute(spoken[0])
        connection.execute("alter table app.slot_claims enable trigger all")


def hold(owner: psycopg.Connection, practice: Practice) -> None:
    """Somebody takes a time of ada's."""
    offer = {"practitioner_id": practice.practitioners["ada"], "service_id": practice.services["talk"]}
    taken = [tell(owner, "request_hold", **offer, starts_at=at).word for at in starts(BEGINNING)[10:30]]
    assert "ok" in taken


def test_what_is_told_is_seen_to_be_told(owner: psycopg.Connection) -> None:
    practice = open_practice(owner)
    news = News(owner, practice)
    news.untold(BEGINNING)
    hold(owner, practice)
    assert news.untold(BEGINNING) == []


@pytest.mark.parametrize("what", SILENCED)
def test_a_silence_is_found(owner: psycopg.Connection, what: str) -> None:
    practice = open_practice(owner)
    news = News(owner, practice)
    news.untold(BEGINNING)
    owner.execute(SILENCED[what])
    hold(owner, practice)
    assert news.untold(BEGINNING) != []
