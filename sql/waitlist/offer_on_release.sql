-- offer_on_release: whoever frees time offers it to those who wait, in the same transaction.
--
-- Room:   waitlist
-- Reads:  app.waitlist_entries
-- Writes: app.audit_log, app.holds, app.next_slots, app.outbox_events, app.resource_claims, app.slot_claims, app.waitlist_entries, app.waitlist_offers,
--         app.waitlist_releases
-- Locks:  the practitioner, if that needs no waiting
create function app.someone_waits(p_organization_id uuid, p_practitioner_id uuid, p_span tstzrange)
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return exists (
    select from app.waitlist_entries as e
    where e.organization_id = p_organization_id
      and e.status = 'waiting'
      and (e.practitioner_id = p_practitioner_id or e.practitioner_id is null)
      -- A day of play for the zones.
      and e.to_date >= (lower(p_span) at time zone 'UTC')::date - 1 and e.from_date <= (upper(p_span) at time zone 'UTC')::date + 1
  );
end;
$$;

comment on function app.someone_waits(uuid, uuid, tstzrange) is 'Whether anybody might want time of the practitioner within p_span: the one cheap look that others pay.';

create function private.offer_on_release()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(case when tg_op = 'INSERT' then new else old end);
  v_organization_id uuid := v_row ->> 'organization_id';
  v_practitioner_id uuid := v_row ->> 'practitioner_id';
  v_span tstzrange := coalesce((v_row ->> 'blocked')::tstzrange, (v_row ->> 'span')::tstzrange, tstzrange(app.now(), app.now() + interval '731 days'));
begin
  if upper(v_span) <= app.now() or not app.someone_waits(v_organization_id, v_practitioner_id, v_span) then
    return null;
  end if;
  -- Whoever freed it without this lock must not wait for it: another may hold it and wait for this very transaction to end.
  if app.try_lock_practitioner(v_practitioner_id) then
    begin
      perform app.offer_released(v_practitioner_id, v_span);
      return null;
    exception when others then
      -- Whoever gives time back is never refused for the sake of those who wait: tick tries again, and fails where operators look.
      raise warning 'The waitlist could not be served: % %', sqlstate, sqlerrm;
    end;
  end if;
  insert into app.waitlist_releases (organization_id, practitioner_id, span) values (v_organization_id, v_practitioner_id, v_span);
  return null;
end;
$$;

comment on function private.offer_on_release() is
  'Trigger, at the end of the transaction: what a verb frees on its way and takes again (a series that moves over its own times, a lapsed hold in the way of a'
  ' new one) was never free.  Definer, since hours are written by members.';

-- Taking and confirming time fire none of these.
create constraint trigger _800_offer_freed after delete on app.slot_claims
deferrable initially deferred for each row execute function private.offer_on_release();

create constraint trigger _800_offer_left after update of slot on app.slot_claims
deferrable initially deferred for each row when (old.slot <> new.slot) execute function private.offer_on_release();

create constraint trigger _800_offer_hours after insert or update on app.availability_rules
deferrable initially deferred for each row execute function private.offer_on_release();

create constraint trigger _800_offer_hours after insert or update or delete on app.availability_exceptions
deferrable initially deferred for each row execute function private.offer_on_release();

create constraint trigger _800_offer_not_busy after delete on app.busy_spans
deferrable initially deferred for each row execute function private.offer_on_release();
