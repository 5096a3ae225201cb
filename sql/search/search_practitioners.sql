-- search_practitioners: who fits, and when they are free next (DR-2.2).
--
-- Room:   search
-- Caller: anybody
-- Reads:  app.practitioners, app.organizations, app.specialties, app.practitioner_specialties, app.next_slots, app.services, app.practitioner_services,
--         app.practitioner_ratings
-- Raises: PT400 invalid_argument
create function private.search_practitioners(p_request app.search_request, p_after text)
returns table (
  practitioner_id uuid, organization_id uuid, organization_slug text, organization_name text, slug text, display_name text, bio text, location text,
  languages text[], specialties text[], time_zone text, accepting_clients boolean, price_from_cents integer, currency text, rank real,
  next_slots jsonb, cursor text, rating_count integer, rating_average numeric
)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_request app.search_request := app.check_search(p_request, p_after);
  v_page app.search_row[];
begin
  -- Not within the query: the planner would walk once more, to estimate how many rows come of it.
  v_page := case v_request.sort when 'soonest' then app.walk_by_soonest(v_request) else app.walk_by_relevance(v_request) end;
  return query
  select
    p.practitioner_id, p.organization_id, o.slug, o.name, p.slug, p.display_name, p.bio, p.location, p.languages,
    array(
      select s.name from app.practitioner_specialties as ps
      join app.specialties as s on (s.specialty_id, s.organization_id) = (ps.specialty_id, ps.organization_id)
      where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
      order by s.name
    ),
    p.time_zone, p.accepting_clients, cheapest.price_cents, cheapest.currency, coalesce(f.rank, 0), f.slots,
    app.search_cursor(v_request.sort, f.key, f.practitioner_id), coalesce(rated.rating_count, 0), app.rating_average(rated.rating_count, rated.rating_sum)
  from unnest(v_page) with ordinality as f (practitioner_id, key, first_slot, rank, slots, n)
  join app.practitioners as p on p.practitioner_id = f.practitioner_id
  join app.organizations as o on o.organization_id = p.organization_id
  left join app.practitioner_ratings as rated on (rated.practitioner_id, rated.organization_id) = (p.practitioner_id, p.organization_id)
  left join lateral (
    select s.price_cents, s.currency
    from app.practitioner_services as ps
    join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
    where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
      and ps.active and s.archived_at is null and s.price_cents is not null
    order by s.price_cents, s.service_id
    limit 1
  ) as cheapest on true
  order by f.n;
end;
$$;

comment on function private.search_practitioners(app.search_request, text) is
  'Definer: the public may not read hours and claims.  Open to everybody, and shows everybody, members too, only what is published.';
grant execute on function private.search_practitioners(app.search_request, text) to anon, authenticated, service_role;

create function api.search_practitioners(
  query text default null, specialty text default null, location text default null, on_date date default null, organization_slug text default null,
  limit_count integer default 20, after text default null, language text default null, max_price_cents integer default null,
  from_local time default null, until_local time default null, accepting boolean default null, sort text default null, min_rating numeric default null
)
returns table (
  practitioner_id uuid, organization_id uuid, organization_slug text, organization_name text, slug text, display_name text, bio text, location text,
  languages text[], specialties text[], time_zone text, accepting_clients boolean, price_from_cents integer, currency text, rank real,
  next_slots jsonb, cursor text, rating_count integer, rating_average numeric
)
language sql
stable
security invoker
set search_path = ''
as $$
  select f.* from private.search_practitioners(row(
    search_practitioners.query, search_practitioners.specialty, search_practitioners.location, search_practitioners.on_date,
    search_practitioners.organization_slug, search_practitioners.language, search_practitioners.max_price_cents, search_practitioners.from_local,
    search_practitioners.until_local, search_practitioners.accepting, search_practitioners.min_rating, search_practitioners.sort, search_practitioners.limit_count, null, null
  )::app.search_request, search_practitioners.after) as f;
$$;

comment on function api.search_practitioners(text, text, text, date, text, integer, text, text, integer, time, time, boolean, text, numeric) is
  'Published practitioners that fit, each with the next three slots that a new client may take: [{starts_at, ends_at, service_id, service_name}].  on_date and'
  ' the times of day (until_local exclusive) are the practitioner''s; with them only those who are free then.  sort: soonest (default) or relevance (default'
  ' with query).  after: the cursor of the last row seen, for the next page.  min_rating: an average of 1 to 5 at least.';
grant execute on function api.search_practitioners(text, text, text, date, text, integer, text, text, integer, time, time, boolean, text, numeric)
to anon, authenticated, service_role;
