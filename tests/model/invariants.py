"""
What must be true of the tables of an organization at every moment, whatever was done and whoever was cut off in the middle.

Each is a query of its own for what is wrong, written from the promises in ARCHITECTURE.md: none calls a function of the database's own.
"""
# ruff: noqa: S608 - queries are put together from our own text

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

# What is said of each change of a booking, reckoned from its rows before and after, as the audit log has them.
SAID = """
with entries as (
  select a.entry_id, a.action, a.entity_id, a.before, a.after, a.before is null as made,
    coalesce((a.before ->> 'starts_at', a.before ->> 'ends_at') <> (a.after ->> 'starts_at', a.after ->> 'ends_at'), false) as moved,
    a.before ->> 'status' as was, a.after ->> 'status' as is_now, a.after ->> 'cancelled_by' as by
  from api.audit_log as a
  where a.organization_id = %(organization)s and a.entity = 'booking' and a.action <> 'booking.link_issued'
), said as (
  select *, case
    when made then is_now
    when moved then 'rescheduled'
    when was = is_now then null
    when was = 'pending' and is_now = 'confirmed' then 'approved'
    when is_now = 'cancelled' and by = 'system' then 'expired'
    when is_now = 'cancelled' and was = 'pending' and by = 'practitioner' then 'declined'
    when is_now = 'cancelled' then 'cancelled'
  end as change
  from entries
), party as (
  select s.*, r.recipient, (s.after ->> 'recurrence_id') is not null as of_a_rule
  from said as s
  cross join (values ('client'), ('practitioner')) as r (recipient)
  join app.practitioners as p on p.practitioner_id = (s.after ->> 'practitioner_id')::uuid
  where s.change is not null and (r.recipient = 'client' or p.member_id is not null)
)
"""

# What single bookings' messages say of how they stand, as their recipients get them.
STATES = """
with states as (
  select e.*, e.data ->> 'status' as state, (e.data ->> 'starts_at')::timestamptz as starts_at,
    coalesce(e.carried ->> 'previous_starts_at', e.data ->> 'previous_starts_at')::timestamptz as previous
  from app.outbox_events as e
  where e.organization_id = %(organization)s and e.topic ~ '^booking\\.(pending|confirmed|approved|rescheduled|cancelled|declined|expired)$'
)
"""

WRONG = {
    "two slots of one practitioner share time": """
        select a.claim_id, b.claim_id from app.slot_claims as a
        join app.slot_claims as b on a.practitioner_id = b.practitioner_id and a.claim_id < b.claim_id and a.blocked && b.blocked
        where a.organization_id = %(organization)s and not a.overbooked and not b.overbooked and a.occupant <> b.occupant
          and (a.service_number, a.slot) <> (b.service_number, b.slot)
    """,
    "a seat is taken twice": """
        select c.practitioner_id, c.service_number, c.slot, c.seat from app.slot_claims as c
        where c.organization_id = %(organization)s and not c.overbooked group by 1, 2, 3, 4 having count(*) > 1
    """,
    "a slot has more takers than seats": """
        select c.practitioner_id, c.service_number, c.slot from app.slot_claims as c
        where c.organization_id = %(organization)s and not c.overbooked group by 1, 2, 3 having count(*) > max(c.capacity)
    """,
    "a room is given to two practitioners": """
        select a.claim_id, b.claim_id from app.resource_claims as a
        join app.resource_claims as b on a.resource_id = b.resource_id and a.claim_id < b.claim_id and a.blocked && b.blocked
        where a.organization_id = %(organization)s and a.practitioner_id <> b.practitioner_id
    """,
    "a room is not taken for the time of its claim": """
        select rc.claim_id from app.resource_claims as rc left join app.slot_claims as c using (claim_id, organization_id)
        where rc.organization_id = %(organization)s and (rc.blocked, rc.practitioner_id) is distinct from (c.blocked, c.practitioner_id)
    """,
    "a claim lacks the rooms that its service needs": """
        select c.claim_id, n.kind from app.slot_claims as c
        join app.services as s on s.service_number = c.service_number
        join app.service_needs as n on n.service_id = s.service_id
        where c.organization_id = %(organization)s and not c.overbooked and n.quantity <> (
          select count(*) from app.resource_claims as rc join app.resources as r using (resource_id) where rc.claim_id = c.claim_id and r.kind = n.kind
        )
    """,
    "a booking and its claim do not say the same": """
        select b.reference from app.bookings as b
        left join app.slot_claims as c on c.claim_id = b.claim_id
        left join app.services as s on s.service_id = b.service_id
        where b.organization_id = %(organization)s and b.status <> 'cancelled'
          and (c.kind, lower(c.slot), upper(c.slot), c.practitioner_id, c.organization_id, c.service_number, c.overbooked)
            is distinct from ('booking', b.starts_at, b.ends_at, b.practitioner_id, b.organization_id, s.service_number, b.overbooked)
    """,
    "a claim is nobody's, or that of several": """
        select c.claim_id, c.kind from app.slot_claims as c
        where c.organization_id = %(organization)s and 1 <> case c.kind
          when 'booking' then (select count(*) from app.bookings as b where b.claim_id = c.claim_id)
          when 'hold' then (select count(*) from app.holds as h where h.claim_id = c.claim_id)
            * (select count(*) + 1 from app.bookings as b where b.claim_id = c.claim_id)
        end
    """,
    "a cancelled booking still has time, or another has none": """
        select b.reference from app.bookings as b where b.organization_id = %(organization)s and (b.status = 'cancelled') <> (b.claim_id is null)
    """,
    "a client is in two places": """
        select a.reference, b.reference from app.bookings as a
        join app.bookings as b on a.client_id = b.client_id and a.booking_id < b.booking_id
          and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
        where a.organization_id = %(organization)s and not a.client_may_overlap and not b.client_may_overlap
          and a.status in ('pending', 'confirmed', 'rescheduled') and b.status in ('pending', 'confirmed', 'rescheduled')
    """,
    "a booking is not of its series": """
        select b.reference from app.bookings as b
        left join app.booking_series as s on s.series_id = b.series_id
        where b.organization_id = %(organization)s and b.series_id is not null
          and ((s.organization_id, s.practitioner_id, s.service_id) is distinct from (b.organization_id, b.practitioner_id, b.service_id)
            or (b.ics_uid = s.ics_uid) <> (b.recurrence_id is not null))
    """,
    "a calendar's UID is shared by strangers": """
        select b.ics_uid from app.bookings as b where b.organization_id = %(organization)s
        group by 1 having count(*) > 1 and (count(distinct b.series_id) <> 1 or bool_or(b.recurrence_id is null))
    """,
    "a change of a booking is missing in the audit log, or told otherwise than it was": """
        select told.entity_id, told.action from (
          select a.entity_id, a.action, a.before, lag(a.after) over (partition by a.entity_id order by a.entry_id) as before_that
          from api.audit_log as a
          where a.organization_id = %(organization)s and a.entity = 'booking' and a.action <> 'booking.link_issued'
        ) as told
        where told.before is distinct from told.before_that
        union all
        select b.booking_id::text, b.status from app.bookings as b
        where b.organization_id = %(organization)s and jsonb_strip_nulls(to_jsonb(b)) is distinct from (
          select a.after from api.audit_log as a
          where a.organization_id = b.organization_id and a.entity = 'booking' and a.entity_id = b.booking_id::text
            and a.action <> 'booking.link_issued' order by a.entry_id desc limit 1
        )
    """,
    "the audit log calls a change by another name": SAID
    + """
        select entity_id, action, change from said
        where action <> 'booking.' || case when made then 'created' else coalesce(change, case when was <> is_now then is_now else 'changed' end) end
    """,
    "an entry of the audit log changes nothing": SAID + " select entity_id, action from said where before = after",
    "a hold is missing in the audit log": """
        select c.claim_id::text from app.slot_claims as c
        where c.organization_id = %(organization)s and c.kind = 'hold' and to_jsonb(c) is distinct from (
          select a.after from api.audit_log as a
          where a.organization_id = c.organization_id and a.entity = 'hold' and a.entity_id = c.claim_id::text order by a.entry_id desc limit 1
        )
        union all
        -- Begun once, and ended once: released, lapsed, or become a booking's time.
        select a.entity_id from api.audit_log as a
        where a.organization_id = %(organization)s and a.entity = 'hold'
        group by a.entity_id
        having count(*) filter (where a.action = 'hold.requested') <> 1
          or 1 <> (select count(*) from app.slot_claims as c where c.claim_id::text = a.entity_id and c.kind = 'hold')
            + count(*) filter (where a.action in ('hold.released', 'hold.expired'))
            + (
              select count(distinct b.entity_id) from app.audit_log as b
              where b.organization_id = %(organization)s and b.entity = 'booking' and b.after ->> 'claim_id' = a.entity_id
            )
    """,
    "a party is not told of a change of a single booking, or told twice, or what is not so": SAID
    + """
        , due as (
          select entity_id as subject, recipient, 'booking.' || change as topic, after ->> 'status' as status,
            (after ->> 'starts_at')::timestamptz as starts_at, (after ->> 'ics_sequence')::integer as sequence
          from party where not of_a_rule
        ), told as (
          select e.subject_id::text, e.recipient, e.topic, e.data ->> 'status', (e.data ->> 'starts_at')::timestamptz, (e.data ->> 'ics_sequence')::integer
          from app.outbox_events as e
          where e.organization_id = %(organization)s and e.topic like 'booking.%%' and e.topic not like '%%remind%%'
            and e.topic not in ('booking.completed', 'booking.review_requested')
        )
        (select 'untold', d.* from (table due except all table told) as d) union all (select 'made up', t.* from (table told except all table due) as t)
    """,
    "a message is dropped that had to be sent: what a party was told last is not how the booking stands": STATES
    + """
        , last as (
          select distinct on (s.subject_id, s.recipient) s.* from states as s
          where s.status <> 'dropped' order by s.subject_id, s.recipient, s.position desc
        ), party as (
          select b.*, s.recipient, bool_and(s.status = 'dropped') as untold
          from app.bookings as b join states as s on s.subject_id = b.booking_id
          group by b.booking_id, b.organization_id, s.recipient
        )
        select p.reference, p.recipient, p.status, p.starts_at, l.state, l.starts_at from party as p
        left join last as l on (l.subject_id, l.recipient) = (p.booking_id, p.recipient)
        where case
          -- Never told of it at all, and never will be: only whoever ended it.
          when p.untold then p.status <> 'cancelled' or p.cancelled_by <> p.recipient
          when p.status = 'cancelled' then l.state <> 'cancelled'
          else l.starts_at <> p.starts_at or (l.state = 'pending') <> (p.status = 'pending') or l.state = 'cancelled'
        end
    """,
    "a message tells of a change from something else than the party knew": STATES
    + """
        , told as (
          select s.*, lag(s.starts_at) over each as known from states as s where s.status <> 'dropped'
          window each as (partition by s.subject_id, s.recipient order by s.position)
        )
        select t.subject_id, t.recipient, t.topic, t.known, t.previous, t.carried from told as t
        where case
          when t.known is null then t.topic not in ('booking.confirmed', 'booking.pending') and t.carried -> 'unheard' is distinct from 'true'
          else t.carried -> 'unheard' = 'true' or (t.topic = 'booking.rescheduled' and t.known <> t.previous)
        end
    """,
    "a message was superseded that somebody had tried to send": """
        select e.event_id from app.outbox_events as e
        where e.organization_id = %(organization)s and e.status = 'dropped' and e.attempts > 0 and e.last_error like 'Superseded%%'
    """,
    "what a superseded message about a series had to say is lost": """
        select d.event_id from app.outbox_events as d
        where d.organization_id = %(organization)s and d.topic like 'series.%%' and d.last_error like 'Superseded%%' and not exists (
          select from app.outbox_events as l
          where (l.subject_id, l.recipient) = (d.subject_id, d.recipient) and l.position > d.position and l.carried -> 'changes' @> (d.data -> 'changes')
        )
    """,
    "what a party was told last of a booking in a series is not how it stands": """
        with said as (
          select e.recipient, e.position, e.status <> 'dropped' as sent, c.change, c.number
          from app.outbox_events as e
          cross join jsonb_array_elements(coalesce(e.carried -> 'changes', '[]') || (e.data -> 'changes')) with ordinality as c (change, number)
          where e.organization_id = %(organization)s and e.topic like 'series.%%'
        ), last as (
          select distinct on (s.change ->> 'booking_id', s.recipient) s.* from said as s
          where s.sent order by s.change ->> 'booking_id', s.recipient, s.position desc, s.number desc
        ), party as (
          select distinct on (b.booking_id, s.recipient) b.*, s.recipient
          from app.bookings as b join said as s on s.change ->> 'booking_id' = b.booking_id::text
        )
        select p.reference, p.recipient, p.status, l.change from party as p
        left join last as l on (l.change ->> 'booking_id', l.recipient) = (p.booking_id::text, p.recipient)
        where case
          when l.change is null then p.status <> 'cancelled' or p.cancelled_by <> p.recipient
          when p.status = 'cancelled' then l.change ->> 'status' <> 'cancelled'
          else (l.change ->> 'starts_at')::timestamptz <> p.starts_at or (l.change ->> 'status' = 'pending') <> (p.status = 'pending')
        end
    """,
    "two messages about one thing are in hands at once, or a newer one went first": """
        select a.event_id, b.event_id from app.outbox_events as a
        join app.outbox_events as b on (a.subject_id, a.recipient) = (b.subject_id, b.recipient) and a.position < b.position
        where a.organization_id = %(organization)s and a.status = 'queued' and b.attempts > 0
          -- What a person let be tried again comes after those that were tried meanwhile, and failed: see the rule `retry`.
          and a.attempts_before = 0
    """,
    "an attempt at a message is not in the audit log": """
        select e.event_id, e.attempts from app.outbox_events as e
        where e.organization_id = %(organization)s and e.attempts <> (
          select count(*) filter (where a.action = 'message.attempted') - count(*) filter (where a.action = 'message.returned')
          from api.audit_log as a where a.entity_id = e.event_id::text
        )
        union all
        select e.event_id, e.attempts from app.outbox_events as e
        where e.organization_id = %(organization)s and e.status <> 'queued' and e.status is distinct from (
          select split_part(a.action, '.', 2) from api.audit_log as a
          where a.entity_id = e.event_id::text and a.action in ('message.delivered', 'message.failed', 'message.dropped') order by a.entry_id desc limit 1
        )
    """,
    "a party is not told of a change in a series, or told twice, or what is not so": SAID
    + """
        , due as (
          select after ->> 'series_id' as subject, recipient, entity_id as booking, change, (after ->> 'starts_at')::timestamptz as starts_at
          from party where of_a_rule
        ), told as (
          select e.subject_id::text, e.recipient, c ->> 'booking_id', c ->> 'change', (c ->> 'starts_at')::timestamptz
          from app.outbox_events as e cross join jsonb_array_elements(e.data -> 'changes') as c
          where e.organization_id = %(organization)s and e.topic like 'series.%%'
        )
        (select 'untold', d.* from (table due except all table told) as d) union all (select 'made up', t.* from (table told except all table due) as t)
    """,
    "a party is not told that an appointment took place, or told twice": """
        with due as (
          select b.booking_id, r.recipient from app.bookings as b
          join app.practitioners as p using (practitioner_id, organization_id)
          cross join (values ('client'), ('practitioner')) as r (recipient)
          where b.organization_id = %(organization)s and b.status = 'completed' and b.ends_at > b.completed_at - interval '14 days'
            and (r.recipient = 'client' or p.member_id is not null)
        ), told as (
          select e.subject_id, e.recipient from app.outbox_events as e
          where e.organization_id = %(organization)s and e.topic in ('booking.completed', 'booking.review_requested')
        )
        (select 'untold', d.* from (table due except all table told) as d) union all (select 'made up', t.* from (table told except all table due) as t)
    """,
    "a message about a series is called otherwise than what it tells": """
        select e.event_id, e.topic from app.outbox_events as e
        cross join lateral (select min(c ->> 'change') as first, max(c ->> 'change') as last from jsonb_array_elements(e.data -> 'changes') as c) as c
        where e.organization_id = %(organization)s and e.topic like 'series.%%'
          and e.topic <> 'series.' || case when c.first = c.last then c.first else 'changed' end
    """,
    "one transaction told a party twice of one series": """
        select e.subject_id, e.recipient from app.outbox_events as e
        where e.organization_id = %(organization)s and e.transaction_id is not null group by e.subject_id, e.recipient, e.transaction_id having count(*) > 1
    """,
    "a SEQUENCE did not rise with each change of time or status": SAID
    + """
        select b.reference from app.bookings as b
        where b.organization_id = %(organization)s
          and b.ics_sequence <> (select count(*) from said as s where s.entity_id = b.booking_id::text and not s.made and (s.moved or s.was <> s.is_now))
        union all
        select s.ics_uid from app.booking_series as s
        where s.organization_id = %(organization)s and s.ics_sequence <> greatest(0, -1 + (
          select count(*) from app.outbox_events as e where e.subject_id = s.series_id and e.recipient = 'client' and e.topic like 'series.%%'
        ))
    """,
    "somebody with an account is not told within the app what mail says, or told twice, or what is not so": """
        with subject as (
          select b.booking_id as id, b.client_id, b.practitioner_id from app.bookings as b where b.organization_id = %(organization)s
          union all
          select s.series_id, s.client_id, s.practitioner_id from app.booking_series as s where s.organization_id = %(organization)s
        ), due as (
          select e.event_id, e.topic, e.recipient, coalesce(c.user_id, m.user_id) as user_id, coalesce(jsonb_array_length(e.data -> 'changes'), 1) as changes
          from app.outbox_events as e
          join subject as s on s.id = e.subject_id
          left join app.clients as c on c.client_id = s.client_id and e.recipient = 'client'
          left join app.practitioners as p on p.practitioner_id = s.practitioner_id and e.recipient = 'practitioner'
          left join app.members as m on m.member_id = p.member_id
          where coalesce(c.user_id, m.user_id) is not null
        ), told as (
          select n.event_id, n.topic, n.recipient, n.user_id, n.changes from app.notifications as n
          where n.organization_id = %(organization)s and (n.topic like 'booking.%%' or n.topic like 'series.%%')
        )
        (select 'untold', d.* from (table due except all table told) as d) union all (select 'made up', t.* from (table told except all table due) as t)
    """,
}
# Only where nobody is at work: what the clock alone has brought about and nobody has looked at yet may still stand there before.
WRONG_AFTER_TICK = {
    "a lapsed hold still has its time": """
        select c.claim_id from app.slot_claims as c where c.organization_id = %(organization)s and c.kind = 'hold' and c.expires_at <= app.now()
    """,
    "a booking waits for an approval that can no longer come": """
        select b.reference from app.bookings as b where b.organization_id = %(organization)s and b.status = 'pending' and b.approval_expires_at <= app.now()
    """,
}


def what_is_wrong(connection: psycopg.Connection, organization: str, wrong: dict[str, str] = WRONG) -> dict[str, list[tuple[Any, ...]]]:
    """Return what is wrong with the organization's tables, each with its rows; *connection* is the owner's, its time zone UTC."""
    found = {what: connection.execute(query, {"organization": organization}).fetchall() for what, query in wrong.items()}
    return {what: rows for what, rows in found.items() if rows}
