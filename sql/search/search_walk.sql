-- search_walk: the rows of one page, in order.
--
-- Room:  search
-- Reads: app.next_slots
create function app.walk_by_soonest(p_request app.search_request)
returns app.search_row[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_timed boolean := coalesce(p_request.on_date::text, p_request.from_local::text, p_request.until_local::text) is not null;
  v_narrowed boolean := v_timed or coalesce(
    p_request.query, p_request.specialty, p_request.location, p_request.organization_slug, p_request.language,
    p_request.max_price_cents::text, p_request.accepting::text, p_request.min_rating::text
  ) is not null;
  v_queue app.search_candidate[] := case when v_narrowed then app.soonest_possible_of_matches(p_request) else app.soonest_possible(null, 64) end;
  v_candidate app.search_candidate;
  v_row app.search_row;
  v_seen uuid[] := '{}';
  v_found app.search_row[] := '{}';
begin
  while v_queue is not null loop
    foreach v_candidate in array v_queue loop
      continue when v_candidate.practitioner_id = any (v_seen);
      -- Whoever comes now stands behind its bound, and so does everybody after: a page that lies wholly before it is complete.
      if cardinality(v_found) >= p_request.limit_count and p_request.limit_count <= (
        select count(*) from unnest(v_found) as f
        where (f.first_slot, f.practitioner_id) < (v_candidate.bound, v_candidate.practitioner_id)
      ) then
        v_queue := null;
        exit;
      end if;
      v_seen := v_seen || v_candidate.practitioner_id;
      v_row := app.practitioner_next_slots(p_request, v_candidate.practitioner_id);
      if v_row.slots is not null
        and (v_row.first_slot < 'infinity' or not v_timed)
        and (p_request.after_id is null or (v_row.first_slot, v_row.practitioner_id) > (p_request.after_key::timestamptz, p_request.after_id)) then
        v_row.key := v_row.first_slot::text;
        v_found := v_found || v_row;
      end if;
    end loop;
    exit when v_narrowed or v_queue is null;
    v_queue := app.soonest_possible(v_candidate, 64);
  end loop;
  return array(
    select row(f.*)::app.search_row from unnest(v_found) as f order by f.first_slot, f.practitioner_id limit p_request.limit_count
  );
end;
$$;

comment on function app.walk_by_soonest(app.search_request) is
  'The page in order of the first slot that fits.  Computes slots only until the bounds of all others lie behind the page: right whatever the bounds, fast when'
  ' they are near.';

create function app.walk_by_relevance(p_request app.search_request)
returns app.search_row[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_timed boolean := coalesce(p_request.on_date::text, p_request.from_local::text, p_request.until_local::text) is not null;
  v_match record;
  v_row app.search_row;
  v_found app.search_row[] := '{}';
begin
  for v_match in
    select m.practitioner_id, m.rank
    from app.search_matches(p_request) as m
    where p_request.after_id is null
      or m.rank < p_request.after_key::real
      or m.rank = p_request.after_key::real and m.practitioner_id > p_request.after_id
    order by m.rank desc, m.practitioner_id
  loop
    v_row := app.practitioner_next_slots(p_request, v_match.practitioner_id);
    if v_row.slots is not null and (v_row.first_slot < 'infinity' or not v_timed) then
      v_row.rank := v_match.rank;
      v_row.key := v_match.rank::text;
      v_found := v_found || v_row;
      exit when cardinality(v_found) >= p_request.limit_count;
    end if;
  end loop;
  return v_found;
end;
$$;

comment on function app.walk_by_relevance(app.search_request) is 'The page in order of the words'' weight; slots are computed for what is on it.';
