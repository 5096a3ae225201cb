-- time_zones: the IANA zones that the database knows, by their exact names.
--
-- Room: core
-- Owns: app.time_zones
create table app.time_zones (
  name text not null,

  constraint time_zones_pkey primary key (name)
);

comment on table app.time_zones is
  'IANA names (Area/Place, and UTC) as the server''s tz database spells them.  Postgres itself also takes POSIX rules and any case, which nobody else'
  ' understands.  When the server''s tz database grows, insert the new names here.';

insert into app.time_zones (name)
select z.name from pg_catalog.pg_timezone_names as z where z.name ~ '^(UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$';

alter table app.time_zones enable row level security;
create policy time_zones_select_by_all on app.time_zones for select to anon, authenticated, service_role using (true);
grant select on app.time_zones to anon, authenticated, service_role;

create function app.is_time_zone(p_name text)
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return exists (select from app.time_zones as z where z.name = p_name);
end;
$$;

comment on function app.is_time_zone(text) is 'Whether p_name is in app.time_zones; false for null.';
grant execute on function app.is_time_zone(text) to anon, authenticated, service_role;
