-- erase_person: what says who a client is goes; what happened stays.
--
-- Room:   privacy
-- Reads:  app.personal_data, app.waitlist_offers, app.waitlist_entries, app.members
-- Writes: app.audit_log, app.erasures, app.figure_feed, app.next_slots, app.notes, app.notifications, app.outbox_events, app.slot_claims, app.waitlist_entries,
--         app.waitlist_offers
-- And whatever app.personal_data names: those statements are made from it.
create function app.has_column(p_table text, p_column text)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_attribute as a where a.attrelid = to_regclass('app.' || p_table) and a.attname = p_column and not a.attisdropped
  );
$$;

comment on function app.has_column(text, text) is 'Whether a table of app has the column: a register''s statement names organization_id where there is one.';

create function app.erase_person(p_client app.clients, p_reason text)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_person constant app.person := app.person(p_client);
  v_offer app.waitlist_offers;
  v_kind app.personal_data;
  v_rows integer;
  v_counts jsonb := '{}';
begin
  -- What was offered goes to the next in order.
  for v_offer in
    select o.* from app.waitlist_offers as o where o.entry_id = any (v_person.subjects) and o.status = 'open' order by o.offer_id for update
  loop
    perform app.end_offer(v_offer, 'withdrawn', 'left');
  end loop;

  -- Signed notes go by their own room's word.
  v_rows := app.erase_notes(p_client.client_id, p_client.organization_id);
  if v_rows > 0 then
    v_counts := jsonb_build_object('notes', v_rows);
  end if;

  -- The log's own half last: changing the rest writes entries.
  for v_kind in select d.* from app.personal_data as d where d.erasure <> 'keep' order by d.table_name = 'audit_personal', d.table_name loop
    execute format(
      case v_kind.erasure
        when 'delete' then 'delete from app.%1$I as t using (select ($1).*) as p where %3$s (%4$s)'
        else 'update app.%1$I as t set %2$s from (select ($1).*) as p where %3$s (%4$s)'
      end,
      v_kind.table_name, v_kind.replacement, case when app.has_column(v_kind.table_name, 'organization_id') then 't.organization_id = p.organization_id and' end,
      v_kind.found_by
    ) using v_person;
    get diagnostics v_rows = row_count;
    if v_rows > 0 then
      v_counts := v_counts || jsonb_build_object(v_kind.table_name, v_rows);
    end if;
  end loop;

  insert into app.erasures (client_id, organization_id, reason, rows_changed) values (p_client.client_id, p_client.organization_id, p_reason, v_counts);
  perform app.record(
    p_client.organization_id, 'client.erased', p_client.client_id::text, null,
    jsonb_build_object('client_id', p_client.client_id, 'reason', p_reason, 'erased', v_counts)
  );
  return v_counts;
end;
$$;

comment on function app.erase_person(app.clients, text) is
  'Carries out app.personal_data for a locked client and notes it.  Returns {table: rows}.  Asks nobody whether it may: erase_client and retention do.';
