-- organization_insights: how the practice does, by day and by practitioner, beside the time before (DR-8.1).
--
-- Room:   insights
-- Caller: members with insights:read
-- Reads:  app.daily_figures, app.daily_mail, app.organizations, app.practitioners
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.organization_insights(p_organization_id uuid, p_from date, p_to date, p_practitioner_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_organization app.organizations;
  v_to date;
  v_answer jsonb;
begin
  perform private.permission_required(p_organization_id, 'insights:read');
  select o.* into v_organization from app.organizations as o where o.organization_id = p_organization_id;
  v_to := least(p_to, (app.now() at time zone v_organization.time_zone)::date);
  if p_from is null or p_to is null or not isfinite(p_from) or p_from > v_to or v_to - p_from > 365 then
    perform app.fail('invalid_argument', 'Figures are told of 1 to 366 days, of which the last is today at the latest.', 'Choose other days.');
  end if;
  if p_practitioner_id is not null and not exists (
    select from app.practitioners as p where (p.practitioner_id, p.organization_id) = (p_practitioner_id, p_organization_id)
  ) then
    perform app.fail('not_found', format('No practitioner %s of this organization.', p_practitioner_id), 'Choose one of the practitioners.');
  end if;
  with grouped as (
    select f.day >= p_from as now, f.day, f.practitioner_id, grouping(f.day, f.practitioner_id) as over, (
      sum(f.made), sum(f.made_online), sum(f.appointments), sum(f.completed), sum(f.no_shows), sum(f.cancelled_by_client), sum(f.cancelled_by_practice),
      sum(f.cancelled_late), sum(f.lapsed), sum(f.booked_minutes), sum(f.offered_minutes), sum(f.held), sum(f.shown), sum(f.opened), sum(f.visited), sum(f.chosen),
      sum(f.ratings), sum(f.rating_sum), sum(f.recommends), sum(f.promoters), sum(f.detractors)
    )::app.figure_sums as sums
    from app.daily_figures as f
    where f.organization_id = p_organization_id and f.day between p_from - (v_to - p_from) - 1 and v_to
      and (p_practitioner_id is null or f.practitioner_id = p_practitioner_id)
    group by grouping sets ((f.day >= p_from), (f.day >= p_from, f.day), (f.day >= p_from, f.practitioner_id))
  ), summed as (
    select g.*, app.figures_answer(g.sums) || case when g.over <> 1 then app.rating_answer(g.sums) else '{}' end as figures from grouped as g
  ), mailed as (
    select f.day >= p_from as now, f.day,
      app.mail_answer(sum(f.taken), sum(f.failed), sum(f.dropped), sum(f.arrived), sum(f.bounced), sum(f.complained)) as figures
    from app.daily_mail as f
    where f.organization_id = p_organization_id and f.day between p_from - (v_to - p_from) - 1 and v_to and p_practitioner_id is null
    group by grouping sets ((f.day >= p_from), (f.day >= p_from, f.day))
  ), nothing as (
    select app.figures_answer(null) as figures, app.figures_answer(null) || app.rating_answer(null) as rated, app.mail_answer(0, 0, 0, 0, 0, 0) as mail
  )
  select jsonb_build_object(
    'from_date', p_from, 'to_date', v_to, 'time_zone', v_organization.time_zone, 'practitioner_id', p_practitioner_id,
    'visits_are_counted', v_organization.count_visits,
    'total', coalesce((select s.figures from summed as s where s.over = 3 and s.now), n.rated),
    'before', coalesce((select s.figures from summed as s where s.over = 3 and not s.now), n.rated),
    'mail', case when p_practitioner_id is null then coalesce((select m.figures from mailed as m where m.day is null and m.now), n.mail) end,
    'mail_before', case when p_practitioner_id is null then coalesce((select m.figures from mailed as m where m.day is null and not m.now), n.mail) end,
    'days', (
      select jsonb_agg(
        coalesce(s.figures, n.figures) || jsonb_build_object('day', p_from + d) || case when p_practitioner_id is null then jsonb_build_object('mail', coalesce(m.figures, n.mail)) else '{}' end
        order by d
      )
      from generate_series(0, v_to - p_from) as d
      left join summed as s on s.over = 1 and s.day = p_from + d
      left join mailed as m on m.day = p_from + d
    ),
    'practitioners', (
      select coalesce(jsonb_agg(
        coalesce(s.figures, n.rated) || jsonb_build_object('practitioner_id', p.practitioner_id, 'name', p.display_name, 'archived', p.archived_at is not null)
        order by p.display_name, p.practitioner_id
      ), '[]')
      from app.practitioners as p
      left join summed as s on s.over = 2 and s.now and s.practitioner_id = p.practitioner_id
      where p.organization_id = p_organization_id and coalesce(p.practitioner_id = p_practitioner_id, p.archived_at is null or s.practitioner_id is not null)
    )
  ) into v_answer
  from nothing as n;
  return v_answer;
end;
$$;

comment on function private.organization_insights(uuid, date, date, uuid) is 'Definer: the days'' figures are no role''s to read; private.permission_required authorises.  See api.organization_insights.';
grant execute on function private.organization_insights(uuid, date, date, uuid) to authenticated;

create function api.organization_insights(organization_id uuid, from_date date, to_date date, practitioner_id uuid default null)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.organization_insights(
    organization_insights.organization_id, organization_insights.from_date, organization_insights.to_date, organization_insights.practitioner_id
  );
$$;

comment on function api.organization_insights(uuid, date, date, uuid) is
  'Figures without names, by days of the organization''s time zone: total, before (as many days before), days, practitioners, and mail of all practitioners together.'
  '  to_date is today at the latest.  Each has counts and rates (0 to 1, or null).  A few seconds behind.';
grant execute on function api.organization_insights(uuid, date, date, uuid) to authenticated;
