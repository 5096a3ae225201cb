-- join_waitlist: a client leaves a wish.
--
-- Room:   waitlist
-- Caller: anybody, for what they may book
-- Reads:  app.services, app.practitioners, app.waitlist_entries
-- Writes: app.waitlist_entries, app.clients, app.audit_log, app.outbox_events, app.idempotency_keys
-- Locks:  the idempotency key, the client
-- Raises: PT400 invalid_argument, PT404 not_found, PT422 consent_required, PT422 not_accepting_clients, PT422 onboarding_required, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.join_waitlist(
  p_service_id uuid, p_practitioner_id uuid, p_from_date date, p_to_date date, p_weekdays integer[], p_from_local time, p_until_local time,
  p_client jsonb, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_service_id, p_practitioner_id, p_from_date, p_to_date, p_weekdays, p_from_local, p_until_local, p_client);
  v_answer jsonb := app.recall_answer('join_waitlist', p_key, v_arguments);
  v_one_id uuid := p_practitioner_id;
  v_offering app.offering;
  v_client app.client_details;
  v_guest boolean;
  v_entry app.waitlist_entries;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.check_wish(p_from_date, p_to_date, p_weekdays, p_from_local, p_until_local);
  if v_one_id is null then
    select p.practitioner_id into v_one_id
    from app.practitioner_services as ps
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (ps.practitioner_id, ps.organization_id)
    where ps.service_id = p_service_id and ps.active and p.published and p.accepting_clients and p.archived_at is null
    limit 1;
  end if;
  -- Authorises: to strangers, what is not offered does not exist.
  v_offering := app.offering(v_one_id, p_service_id);
  perform app.check_accepting_clients(v_offering);
  perform app.check_onboarding(v_offering);
  v_client := app.client_details(p_client, v_offering.time_zone);
  v_guest := v_offering.standing = 'public' and (select auth.uid()) is null;
  if v_guest then
    perform app.act_as('client:' || v_client.email);
  end if;
  v_entry.client_id := app.client_of_details(
    v_offering.organization_id, v_client, case when v_offering.standing = 'public' then (select auth.uid()) end
  );
  -- Two wishes of one client at once are counted one after the other.
  perform app.lock_client(v_entry.client_id, v_offering.organization_id);
  perform app.limit_wishes(v_entry.client_id, case when v_guest then app.requester() end);
  insert into app.waitlist_entries as e (
    organization_id, service_id, practitioner_id, client_id, client, from_date, to_date, weekdays, from_local, until_local, requester
  )
  values (
    v_offering.organization_id, p_service_id, p_practitioner_id, v_entry.client_id, to_jsonb(v_client) || '{"consent": true}',
    p_from_date, p_to_date, p_weekdays, p_from_local, p_until_local, case when v_guest then app.requester() end
  )
  returning e.* into v_entry;
  v_answer := jsonb_build_object('entry_id', v_entry.entry_id, 'status', v_entry.status);
  return app.remember_answer('join_waitlist', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.join_waitlist(uuid, uuid, date, date, integer[], time, time, jsonb, text) is
  'Definer: wishes and clients are no role''s to write; app.offering authorises.';
grant execute on function private.join_waitlist(uuid, uuid, date, date, integer[], time, time, jsonb, text) to anon, authenticated;

create function api.join_waitlist(
  service_id uuid, from_date date, to_date date, client jsonb, practitioner_id uuid default null, weekdays integer[] default null,
  from_local time default null, until_local time default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.join_waitlist(
    join_waitlist.service_id, join_waitlist.practitioner_id, join_waitlist.from_date, join_waitlist.to_date, join_waitlist.weekdays,
    join_waitlist.from_local, join_waitlist.until_local, join_waitlist.client, join_waitlist.idempotency_key
  );
$$;

comment on function api.join_waitlist(uuid, date, date, jsonb, uuid, integer[], time, time, text) is
  'Leaves a wish of client {name, email, phone, consent, time_zone, locale}: a time of the service from from_date to to_date, on these weekdays (1 is Monday),'
  ' between these hours on the practitioner''s clock; practitioner_id null: whoever is free first.  Whatever comes free is offered in order.  Returns {entry_id, status}.';
grant execute on function api.join_waitlist(uuid, date, date, jsonb, uuid, integer[], time, time, text) to anon, authenticated;
