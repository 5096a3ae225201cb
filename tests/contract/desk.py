"""Bookings in every state, made by the product's own verbs; only time itself is turned back by the owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from .world import Tenant, World, token_and_hash

if TYPE_CHECKING:
    import psycopg

    from .callers import Caller


def details(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """What somebody types who has never booked before: nothing is wrong with it, but for *changes*."""
    typed = {"name": "Kim Tremblay", "email": f"kim-{uuid4().hex[:12]}@client.example", "phone": "+1 514 555 0199", "consent": True}
    return typed | {"time_zone": "America/Vancouver", "locale": "fr-CA"} | changes


@dataclass(frozen=True)
class Desk:
    """Makes holds, bookings and links.  *owner* is used for what no caller can do: let time pass."""

    world: World
    owner: psycopg.Connection

    def forget_strangers(self) -> None:
        """Make the other practice's people strangers to Riverside again, whom other tests had book there."""
        strangers = [self.world.people[name].user_id for name in ("ines", "eve")]
        self.owner.execute(
            "update app.clients set user_id = null where organization_id = %s and user_id = any (%s)", [self.world.riverside.organization_id, strangers]
        )

    def hold(
        self,
        by: Caller | None = None,
        *,
        practitioner: str = "ada",
        service: str = "talk",
        tenant: Tenant | None = None,
        **arguments: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Hold a time, a fresh one unless `starts_at` says which; a stranger does unless *by* says who."""
        tenant = tenant or self.world.riverside
        arguments = {"starts_at": arguments.pop("starts_at", None) or self.world.next_start(tenant=tenant)} | arguments
        return (by or self.world.caller()).call("request_hold", **tenant.offer(practitioner, service), **arguments)

    def book(self, by: Caller | None = None, *, client: dict[str, Any] | None = None, note: str | None = None, **held: Any) -> dict[str, Any]:  # noqa: ANN401
        """Hold and confirm; *held* is what `hold` takes."""
        caller = by or self.world.caller()
        hold_key = self.hold(caller, **held)["hold_key"]
        return caller.call("confirm_hold", hold_key=hold_key, client=client or details(), note=note)

    def token(self, booking_id: str, *, days: int = 30) -> str:
        """A link's token for the booking, registered as the worker would."""
        token, token_hash = token_and_hash()
        expires_at = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        self.world.caller("service").call("register_booking_token", booking_id=booking_id, token_hash=token_hash, expires_at=expires_at)
        return token

    def let_begin(self, booking_id: str, *, hours_ago: float = 1) -> None:
        """Put the booking where it would be had it begun: same row, same claim, earlier, beside whatever else has begun then."""
        self._silently(
            "with moved as (update app.bookings as b set ends_at = s.at + (b.ends_at - b.starts_at), starts_at = s.at, client_may_overlap = true"
            " from (select date_trunc('minute', now()) - make_interval(mins => %(minutes)s) as at) as s where b.booking_id = %(booking)s"
            " returning b.claim_id, b.starts_at, b.ends_at)"
            " update app.slot_claims as c set slot = tstzrange(m.starts_at, m.ends_at), blocked = tstzrange(m.starts_at, m.ends_at), overbooked = true,"
            " seat = null from moved as m where c.claim_id = m.claim_id",
            minutes=int(hours_ago * 60),
            booking=booking_id,
        )

    def let_lapse(self, hold_key: str, *, seconds_ago: float = 1) -> None:
        """Let the hold's time run out; just now: whoever has begun before still has it."""
        self._silently(
            "update app.slot_claims as c set expires_at = clock_timestamp() - make_interval(secs => %(ago)s) from app.holds as h"
            " where h.hold_key = %(key)s and c.claim_id = h.claim_id",
            key=hold_key,
            ago=seconds_ago,
        )

    def let_approval_lapse(self, booking_id: str, *, seconds_ago: float = 60) -> None:
        """Let the time to approve the booking pass."""
        self._silently(
            "update app.bookings set approval_expires_at = clock_timestamp() - make_interval(secs => %(ago)s) where booking_id = %(booking)s",
            booking=booking_id,
            ago=seconds_ago,
        )

    def let_token_expire(self, booking_id: str) -> None:
        """Let the booking's links grow too old."""
        self._silently("update app.booking_tokens set expires_at = now() - interval '1 day' where booking_id = %(booking)s", booking=booking_id)

    def let_messages_be_due(self) -> None:
        """Let the leases and waits of all queued messages end."""
        self.owner.execute("update app.outbox_events set next_attempt_at = now() where status = 'queued'")

    def put_in_series(self, booking_id: str) -> str:
        """Make a single booking one of a series; return the series' id."""
        series = self.owner.execute(
            "insert into app.booking_series (organization_id, practitioner_id, service_id, client_id, starts_local, time_zone)"
            " select organization_id, practitioner_id, service_id, client_id, starts_at at time zone client_time_zone, client_time_zone from app.bookings"
            " where booking_id = %s returning series_id",
            [booking_id],
        ).fetchone()
        self._silently("update app.bookings set series_id = %(series)s where booking_id = %(booking)s", series=series["series_id"], booking=booking_id)
        return str(series["series_id"])

    def event_of(self, booking_id: str) -> str:
        """The first message about the booking."""
        statement = "select event_id from app.outbox_events where subject_id = %s order by position limit 1"
        return str(self.owner.execute(statement, [booking_id]).fetchone()["event_id"])

    def _silently(self, statement: str, **arguments: Any) -> None:  # noqa: ANN401
        with self.owner.transaction():
            # No triggers: what passes by itself is nobody's change.
            self.owner.execute("set local session_replication_role = replica")
            changed = self.owner.execute(statement, arguments).rowcount
        assert changed == 1
