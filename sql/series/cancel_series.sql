-- cancel_series: what is to come of a series will not take place; its times are free at once.
--
-- Room:   series
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.booking_series
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 too_late_to_change, PT422 idempotency_mismatch
create function private.cancel_series(p_series_id uuid, p_from_date date, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_series_id, p_from_date, p_reason);
  v_answer jsonb;
  v_found record;
  v_booking app.bookings;
  v_cancelled uuid[] := '{}';
  v_refused jsonb := '[]';
  v_word text;
  v_sentence text;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('cancel_series', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_found := private.series_to_change(p_series_id, p_from_date);
  for v_booking in select * from app.bookings_to_change(v_found.series, v_found.party, p_from_date) loop
    begin
      perform app.end_booking(v_booking, 'cancel', v_found.party, p_reason);
      v_cancelled := v_cancelled || v_booking.booking_id;
    exception when sqlstate 'PT422' then
      -- Too late for a client.  That one takes place, the later ones still go.
      get stacked diagnostics v_word = message_text, v_sentence = pg_exception_detail;
      v_refused := v_refused || (app.booking_summary(v_booking) || jsonb_build_object('reason', v_word, 'detail', v_sentence));
    end;
  end loop;
  if v_cancelled = '{}' and v_refused <> '[]' then
    perform app.fail(v_word, v_sentence, 'Please contact the practice.');
  end if;
  return app.remember_answer('cancel_series', p_key, v_arguments, app.series_change_answer(v_found.series, v_cancelled, v_refused));
end;
$$;

comment on function private.cancel_series(uuid, date, text, text) is 'Definer: bookings are no role''s to write; private.series_to_change authorises.';
grant execute on function private.cancel_series(uuid, date, text, text) to authenticated;

create function api.cancel_series(series_id uuid, from_date date default null, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.cancel_series(cancel_series.series_id, cancel_series.from_date, cancel_series.reason, cancel_series.idempotency_key);
$$;

comment on function api.cancel_series(uuid, date, text, text) is
  'Cancels the bookings of the series to come, from from_date on (default: all; a day of the series'' zone), with an optional reason.  What a client may no longer'
  ' cancel stays and is listed.  Returns {series_id, bookings[], refused[{booking_id, …, reason, detail}]}; bookings are those cancelled now.  Safe to repeat.';
grant execute on function api.cancel_series(uuid, date, text, text) to authenticated;
