-- announce_series: one message about everything that one transaction changes in a series.
--
-- Room:   bookings
-- Reads:  app.organizations, app.practitioners
-- Writes: app.booking_series, app.outbox_events, app.audit_log
create function app.announced_parties(p_booking app.bookings)
returns setof text
language sql
stable
security invoker
begin atomic
  select r.recipient
  from (values ('client'), ('practitioner')) as r (recipient)
  where r.recipient = 'client'
    or exists (select from app.practitioners as p where p.practitioner_id = p_booking.practitioner_id and p.member_id is not null);
end;

comment on function app.announced_parties(app.bookings) is 'Who is told of a booking: the client, and the practitioner where a member stands behind the profile.';

create function app.announce_series(p_before app.bookings, p_after app.bookings, p_topic text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_topic text := 'series.' || split_part(p_topic, '.', 2);
  v_change jsonb := jsonb_build_object(
    'booking_id', p_after.booking_id, 'reference', p_after.reference, 'change', split_part(p_topic, '.', 2), 'status', p_after.status,
    'starts_at', p_after.starts_at, 'ends_at', p_after.ends_at, 'previous_starts_at', p_before.starts_at, 'previous_ends_at', p_before.ends_at,
    'approval_expires_at', p_after.approval_expires_at, 'cancelled_by', p_after.cancelled_by, 'cancel_reason', p_after.cancel_reason
  );
  v_next_attempt_at timestamptz := case
    when p_topic = 'booking.rescheduled' then app.quiet_until(p_after.organization_id, least(p_before.starts_at, p_after.starts_at))
    else app.now()
  end;
  v_recipient text;
  v_carried jsonb;
begin
  for v_recipient in select app.announced_parties(p_after) loop
    -- What this transaction has told of the series before is told on: row by row, since it may be undone by a savepoint.
    update app.outbox_events as e
    set topic = case when e.topic = v_topic then e.topic else 'series.changed' end,
        data = jsonb_insert(e.data, '{changes,-1}', v_change, true),
        useless_after = greatest(e.useless_after, app.useless_after(p_after.starts_at)),
        next_attempt_at = least(e.next_attempt_at, v_next_attempt_at)
    where (e.subject_id, e.recipient, e.transaction_id) = (p_after.series_id, v_recipient, pg_current_xact_id());
    continue when found;

    if p_before.booking_id is not null then
      -- SEQUENCE rises once for all that a transaction changes; what makes the series is its beginning, 0.
      update app.booking_series as s
      set ics_sequence = s.ics_sequence + 1
      where v_recipient = 'client' and (s.series_id, s.organization_id) = (p_after.series_id, p_after.organization_id);
      v_carried := app.supersede_messages(p_after.series_id, v_recipient);
    end if;
    insert into app.outbox_events (organization_id, topic, recipient, subject_id, transaction_id, data, carried, useless_after, next_attempt_at)
    values (
      p_after.organization_id, v_topic, v_recipient, p_after.series_id, pg_current_xact_id(),
      jsonb_build_object('changes', jsonb_build_array(v_change), 'changed_at', p_after.updated_at, 'practitioner_id', p_after.practitioner_id),
      v_carried, app.useless_after(p_after.starts_at),
      case when v_carried @> '{"unheard": false, "approved": false}' is false then app.now() else v_next_attempt_at end
    );
  end loop;
end;
$$;

comment on function app.announce_series(app.bookings, app.bookings, text) is
  'Tells each party once for each transaction, whatever it changes: the first change writes the message, the others add to its data.changes'
  ' [{booking_id, reference, change, status, starts_at, ends_at, previous_starts_at, previous_ends_at, approval_expires_at, cancelled_by, cancel_reason}].  The'
  ' calendar of the whole series is joined when a worker claims it.';
