-- release_claims: what is held no longer blocks anybody.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Writes: app.slot_claims, app.series_holds, app.audit_log
-- Locks:  the series of holds, then its claims
create function app.release_claims(p_hold_key text)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_released integer;
begin
  delete from app.slot_claims as c
  where c.kind = 'hold' and c.claim_id in (
    select mine.claim_id
    from app.holds as h
    join app.slot_claims as mine on (mine.claim_id, mine.organization_id) = (h.claim_id, h.organization_id)
    where p_hold_key in (h.hold_key, h.series_key) and mine.kind = 'hold'
    order by mine.claim_id
    for update of mine
  );
  get diagnostics v_released = row_count;
  return v_released;
end;
$$;

comment on function app.release_claims(text) is 'Deletes what a hold, or all holds of a series, still claim; returns how many claims that were.';

create function app.leave_series(p_series_key text)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- Not below nothing: whoever confirms one that is gone is told so by what follows.
  update app.series_holds as s set held = greatest(s.held - 1, 0) where s.hold_key = p_series_key;
$$;

comment on function app.leave_series(text) is
  'One occurrence is no longer of the series of holds: it was released or confirmed alone.  Does nothing for null.  Call it before the claim is touched.';

create function app.lock_series_hold(p_hold_key text)
returns app.series_holds
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_series app.series_holds;
begin
  select s.* into v_series from app.series_holds as s where s.hold_key = p_hold_key for update;
  return v_series;
end;
$$;

comment on function app.lock_series_hold(text) is
  'The series of holds with this key, locked, or null.  Always before its claims: those who confirm, extend or release it, or one of it, wait here for each other.';
