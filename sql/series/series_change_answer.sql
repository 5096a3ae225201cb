-- series_change_answer: what a series' verbs answer.
--
-- Room:  series
-- Reads: app.bookings
create function app.series_change_answer(p_series app.booking_series, p_changed uuid[], p_refused jsonb)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'series_id', p_series.series_id,
    'bookings', coalesce(jsonb_agg(app.booking_summary(b) order by b.starts_at, b.booking_id), '[]'),
    'refused', p_refused
  )
  from app.bookings as b
  where b.organization_id = p_series.organization_id and b.booking_id = any (p_changed);
$$;

comment on function app.series_change_answer(app.booking_series, uuid[], jsonb) is
  '{series_id, bookings[{booking_id, reference, status, starts_at, ends_at}], refused[]}: the bookings that were changed, as they are now.';
