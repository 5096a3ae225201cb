-- announce_hand_over: the client and both practitioners are told of the bookings that are with somebody else now.
--
-- Room:   handover
-- Reads:  app.bookings, app.practitioners
-- Writes: app.audit_log, app.booking_series, app.outbox_events
create function app.hand_over_data(p_booking app.bookings, p_change text)
returns jsonb
language sql
immutable
security invoker
return jsonb_build_object(
  'booking_id', p_booking.booking_id, 'reference', p_booking.reference, 'change', p_change,
  -- To the former practitioner it has ended.
  'status', case when p_change = 'passed_on' then 'cancelled' else p_booking.status end,
  'starts_at', p_booking.starts_at, 'ends_at', p_booking.ends_at, 'previous_starts_at', null, 'previous_ends_at', null,
  'approval_expires_at', p_booking.approval_expires_at
);

comment on function app.hand_over_data(app.bookings, text) is 'What a message says of one booking; p_change: handed_over or passed_on.';

create function app.announce_hand_over(p_moved uuid[], p_from uuid, p_to uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_told record;
  v_each record;
  v_unheard boolean;
begin
  for v_told in
    select
      b.organization_id, case when b.recurrence_id is null then b.booking_id else b.series_id end as subject_id,
      case when b.recurrence_id is null then 'booking' else 'series' end as kind, max(b.starts_at) as last_start,
      max(b.ics_sequence) as ics_sequence, max(b.updated_at) as changed_at, array_agg(b order by b.starts_at) as bookings
    from app.bookings as b
    where b.booking_id = any (p_moved)
    group by 1, 2, 3
  loop
    if v_told.kind = 'series' then
      update app.booking_series as s
      set ics_sequence = s.ics_sequence + 1
      where (s.series_id, s.organization_id) = (v_told.subject_id, v_told.organization_id);
    end if;
    v_unheard := coalesce((app.supersede_messages(v_told.subject_id, 'practitioner') -> 'unheard')::boolean, false);
    for v_each in
      select r.*
      from (values
        ('client', 'handed_over', 'booking.handed_over', 'series.handed_over', p_to),
        ('practitioner', 'passed_on', 'booking.passed_on', 'series.passed_on', p_from),
        ('practitioner', 'handed_over', 'booking.handed_over', 'series.handed_over', p_to)
      ) as r (recipient, change, of_one, of_series, practitioner_id)
      where r.recipient = 'client' or (
        exists (select from app.practitioners as p where p.practitioner_id = r.practitioner_id and p.member_id is not null)
        -- Who has not heard of it yet need not hear that it is gone.
        and not (v_unheard and r.change = 'passed_on')
      )
    loop
      insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
      values (
        v_told.organization_id, case v_told.kind when 'series' then v_each.of_series else v_each.of_one end, v_each.recipient, v_told.subject_id, app.useless_after(v_told.last_start),
        jsonb_build_object('changed_at', v_told.changed_at, 'practitioner_id', v_each.practitioner_id) || case
          when v_told.kind = 'series' then jsonb_build_object(
            'changes', (select jsonb_agg(app.hand_over_data(b, v_each.change) order by b.starts_at) from unnest(v_told.bookings) as b)
          )
          else app.hand_over_data(v_told.bookings[1], v_each.change) || jsonb_build_object('ics_sequence', v_told.ics_sequence)
        end
      );
    end loop;
  end loop;
end;
$$;

comment on function app.announce_hand_over(uuid[], uuid, uuid) is
  'One message each, about a series one for all of it: the client and the colleague get the appointments into their calendars as they stand now, the former practitioner gets'
  ' them out of it.  What was queued for the practitioner and nobody has tried to send is not sent any more.';
