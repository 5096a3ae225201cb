-- end_lapsed_holds: what nobody confirmed in time is free again.
--
-- Room:   holds
-- Writes: app.audit_log, app.holds, app.series_holds, app.slot_claims
create function app.end_lapsed_holds()
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_lapsed integer;
begin
  with lapsed as (
    select c.claim_id, c.organization_id
    from app.holds as h
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
    where c.kind = 'hold' and c.expires_at <= app.now()
    for update of c skip locked
  )
  delete from app.slot_claims as c using lapsed as l where (c.claim_id, c.organization_id) = (l.claim_id, l.organization_id);
  get diagnostics v_lapsed = row_count;
  with old as (
    select h.hold_key from app.holds as h where h.created_at < app.now() - interval '1 day' for update skip locked
  )
  delete from app.holds as h using old where h.hold_key = old.hold_key;
  with old as (
    select s.hold_key from app.series_holds as s
    where s.created_at < app.now() - interval '1 day' and not exists (select from app.holds as h where h.series_key = s.hold_key)
    for update skip locked
  )
  delete from app.series_holds as s using old where s.hold_key = old.hold_key;
  return v_lapsed;
end;
$$;

comment on function app.end_lapsed_holds() is
  'Frees what lapsed holds claim, and forgets holds of more than a day ago.  Waits for nobody: what somebody is using is left to the next time.  Returns how'
  ' many lapsed.';
