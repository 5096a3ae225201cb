"""
What was, made by the verbs themselves.

No verb books a time that is past, and none should.  So the demo's owner turns the clock back: within one transaction, which nobody else sees into,
`app.now()` (the only reader of the clock) shows an earlier instant, and somebody calls a verb as on that day.  Before it ends the clock is right again
and the messages of that day are marked as delivered then, so that no mail is sent about last week.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

CLOCK = """
create or replace function app.now() returns timestamptz language sql stable security invoker
return coalesce(nullif(current_setting('seeds.now', true), '')::timestamptz, pg_catalog.now())
"""
DELIVERED = """
update app.outbox_events
set status = 'delivered', attempts = 1, receipt = '250 demo', finished_at = created_at + interval '2 seconds'
where status = 'queued' and created_at = app.now()
"""


class Past:
    """Calls verbs on days that have gone by."""

    def __init__(self, owner: psycopg.Connection) -> None:
        """*owner*: an autocommitting connection as the database's owner."""
        self._owner = owner
        (self._clock,) = owner.execute("select pg_get_functiondef('app.now'::regproc)").fetchone()

    def call(self, verb: str, /, *, when: datetime, user_id: str | None, email: str, **arguments: Any) -> Any:  # noqa: ANN401 - JSON
        """Call *verb* as the account *user_id*, or without one as a visitor, and return its JSON.  Raises `psycopg.Error` when it refuses."""
        claims = {"sub": user_id, "email": email, "role": "authenticated"} if user_id else {"role": "anon"}
        statement = sql.SQL("select to_jsonb(answer) from api.{}({}) as answer").format(
            sql.Identifier(verb), sql.SQL(", ").join(sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in arguments)
        )
        with self.day(when):
            self._owner.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
            self._owner.execute(sql.SQL("set local role {}").format(sql.Identifier(claims["role"])))
            (answer,) = self._owner.execute(statement, {name: _literal(value) for name, value in arguments.items()}).fetchone()
            self._owner.execute("reset role")
        return answer

    @contextmanager
    def day(self, when: datetime) -> Iterator[None]:
        """Let all calls within be of one moment: a hold of last week is confirmed before anybody can see that it has lapsed."""
        if self._owner.info.transaction_status is not TransactionStatus.IDLE:
            yield
            return
        with self._owner.transaction():
            self._owner.execute(CLOCK)
            self._owner.execute("select set_config('seeds.now', %s, true)", [when.isoformat()])
            yield
            # What waits for the end of the transaction has to see that day, too.
            self._owner.execute("set constraints all immediate")
            self._owner.execute(DELIVERED)
            self._owner.execute(self._clock)


def _literal(value: Any) -> Any:  # noqa: ANN401 - whatever a verb takes
    """Leave the type to the verb's signature where that is not a plain one."""
    if isinstance(value, dict):
        return Jsonb(value)
    return value.isoformat() if isinstance(value, datetime) else value
