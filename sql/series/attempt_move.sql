-- attempt_move: move one booking of a series, or say why not.
--
-- Room:   series
-- Reads:  app.bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.resource_claims, app.slot_claims
create type app.series_move as (booking app.bookings, starts_at timestamptz);

comment on type app.series_move is 'A booking, as it was before the change of its series, and when it is to begin.';

create function app.attempt_move(p_move app.series_move, p_party text)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_state text;
  v_word text;
  v_sentence text;
  v_hint text;
begin
  perform app.move_booking((p_move).booking, p_party, (p_move).starts_at);
  return null;
exception when sqlstate 'PT409' or sqlstate 'PT422' or sqlstate 'PGRST' then
  get stacked diagnostics v_state = returned_sqlstate, v_word = message_text, v_sentence = pg_exception_detail, v_hint = pg_exception_hint;
  if v_state = 'PGRST' then
    v_sentence := v_word::jsonb ->> 'details';
    v_hint := v_word::jsonb ->> 'hint';
    v_word := v_word::jsonb ->> 'message';
  end if;
  return jsonb_build_object(
    'booking_id', ((p_move).booking).booking_id, 'reference', ((p_move).booking).reference,
    'present_starts_at', ((p_move).booking).starts_at, 'starts_at', (p_move).starts_at,
    'reason', v_word, 'detail', v_sentence,
    'retry_after_seconds', case when v_word in ('slot_taken', 'slot_full') then v_hint::jsonb -> 'retry_after_seconds' end
  );
end;
$$;

comment on function app.attempt_move(app.series_move, text) is
  'Null when it moved; otherwise {booking_id, reference, present_starts_at, starts_at, reason, detail, retry_after_seconds}, and nothing changed.  The same checks as'
  ' for a single booking.';
