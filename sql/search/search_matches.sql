-- search_matches: whom the words, the place and the wishes mean.
--
-- Room:  search
-- Reads: app.directory_entries, app.practitioners, app.organizations, app.specialties, app.practitioner_specialties, app.practitioner_ratings
create function app.search_matches(p_request app.search_request)
returns table (practitioner_id uuid, rank real)
language plpgsql
stable
security invoker
set search_path = ''
-- Each search has other words: a plan for all of them would use no index.
set plan_cache_mode = force_custom_plan
as $$
declare
  v_query text := p_request.query;
  v_terms tsquery := app.search_terms(p_request.query);
  v_place text := '%' || replace(replace(replace(p_request.location, '\', '\\'), '%', '\%'), '_', '\_') || '%';
  v_specialty text := p_request.specialty;
  v_language text := p_request.language;
  v_slug text := p_request.organization_slug;
  v_accepting boolean := p_request.accepting;
  v_rating numeric := p_request.min_rating;
begin
  return query
  select e.practitioner_id, case when v_terms is null then 0 else ts_rank(e.words, v_terms) + extensions.word_similarity(v_query, e.name) end
  from app.directory_entries as e
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (e.practitioner_id, e.organization_id)
  join app.organizations as o on o.organization_id = p.organization_id
  where p.published and p.archived_at is null and o.suspended_at is null
    and (v_terms is null or e.words @@ v_terms or v_query operator(extensions.<%) e.name)
    and (v_place is null or e.location like v_place)
    and (v_slug is null or o.slug = v_slug)
    and (v_accepting is null or p.accepting_clients = v_accepting)
    and (v_language is null or exists (
      select from unnest(p.languages) as l (tag)
      where v_language in (lower(l.tag), split_part(l.tag, '-', 1)) or l.tag = split_part(v_language, '-', 1)
    ))
    and (v_rating is null or exists (
      select from app.practitioner_ratings as r
      where (r.practitioner_id, r.organization_id) = (e.practitioner_id, e.organization_id) and app.rating_average(r.rating_count, r.rating_sum) >= v_rating
    ))
    and (v_specialty is null or e.practitioner_id in (
      select ps.practitioner_id
      from app.specialties as s
      join app.practitioner_specialties as ps on (ps.specialty_id, ps.organization_id) = (s.specialty_id, s.organization_id)
      where s.slug = v_specialty or app.plain_text(s.name) = v_specialty
    ));
end;
$$;

comment on function app.search_matches(app.search_request) is
  'The published practitioners that fit all that needs no calendar.  rank: the words'' weight, and how near the name is to what was typed; 0 without words.';
