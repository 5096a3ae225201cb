-- audit_holds: one entry for each change of a hold.
--
-- Room:   holds
-- Writes: app.audit_log
create function app.audit_hold()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims := case when tg_op = 'DELETE' then old else new end;
begin
  perform app.record(
    v_claim.organization_id,
    case tg_op
      when 'INSERT' then 'hold.requested'
      when 'UPDATE' then 'hold.extended'
      else case when old.expires_at <= app.now() then 'hold.expired' else 'hold.released' end
    end,
    v_claim.claim_id::text,
    case when tg_op <> 'INSERT' then to_jsonb(old) end,
    case when tg_op <> 'DELETE' then to_jsonb(new) end
  );
  return null;
end;
$$;

comment on function app.audit_hold() is
  'Trigger.  entity_id is the claim''s: the hold''s key is a secret.  Confirming writes no entry here; it writes booking.created, whose claim_id is the hold''s.';

create trigger _900_audit_requested after insert on app.slot_claims
for each row when (new.kind = 'hold') execute function app.audit_hold();

create trigger _900_audit_extended after update on app.slot_claims
for each row when (new.kind = 'hold') execute function app.audit_hold();

create trigger _900_audit_ended after delete on app.slot_claims
for each row when (old.kind = 'hold') execute function app.audit_hold();
