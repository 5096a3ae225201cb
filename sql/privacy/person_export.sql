-- person_export: everything about one client, as the register of personal data finds it.
--
-- Room:  privacy
-- Reads: app.personal_data, app.organizations
create function app.person_export(p_client app.clients)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_person constant app.person := app.person(p_client);
  v_kind app.personal_data;
  v_rows jsonb;
  v_data jsonb := '{}';
begin
  for v_kind in select d.* from app.personal_data as d where d.exported_from is not null order by d.table_name loop
    execute format(
      'select jsonb_agg(jsonb_strip_nulls(to_jsonb(t) - %L::text[]) order by to_jsonb(t) ->> ''created_at'') '
      'from %s as t, (select ($1).*) as p where t.organization_id = p.organization_id and (%s)',
      v_kind.left_out, v_kind.exported_from, v_kind.found_by
    ) into v_rows using v_person;
    v_data := v_data || jsonb_build_object(v_kind.table_name, coalesce(v_rows, '[]'));
  end loop;
  return jsonb_build_object(
    'organization', (
      select jsonb_build_object('organization_id', o.organization_id, 'name', o.name, 'slug', o.slug, 'time_zone', o.time_zone)
      from app.organizations as o where o.organization_id = p_client.organization_id
    ),
    'client_id', p_client.client_id, 'data', v_data
  );
end;
$$;

comment on function app.person_export(app.clients) is
  '{organization, client_id, data {table: [rows without nulls]}}: every table that app.personal_data exports, also those that have nothing.'
  '  Asks nobody whether it may.';

create function app.export_answer(p_organizations jsonb)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'format', 'bookfast.person.1', 'exported_at', app.now(), 'organizations', p_organizations,
    'tables', (select jsonb_object_agg(d.table_name, d.because) from app.personal_data as d where d.exported_from is not null)
  );
$$;

comment on function app.export_answer(jsonb) is 'An export as it is handed out: {format, exported_at, organizations, tables {table: what is there}}.';
