-- remove_lapsed_holds: a constraint cannot read the clock, so whoever wants the time removes what has lapsed.
--
-- Room:   availability
-- Reads:  app.slot_claims
-- Writes: app.slot_claims
create function app.remove_lapsed_holds(p_practitioner_id uuid, p_span tstzrange)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- Waits for a tick that is just deleting them, and then finds nothing left to delete.
  delete from app.slot_claims as c
  where c.practitioner_id = p_practitioner_id and c.blocked && p_span and not c.overbooked and c.expires_at <= app.now();
end;
$$;

comment on function app.remove_lapsed_holds(uuid, tstzrange) is 'Deletes the lapsed holds that block p_span.';
