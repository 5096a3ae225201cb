-- add_counts: what can only be added up: visits, holds, and what became of mail.
--
-- Room:   insights
-- Reads:  app.organizations, app.practitioners
-- Writes: app.daily_figures, app.daily_mail
create function app.add_counts(p_fed app.figure_feed[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.daily_figures as f (practitioner_id, organization_id, day, held, shown, opened, visited, chosen)
  select
    n.practitioner_id, n.organization_id, (n.at at time zone o.time_zone)::date,
    coalesce(sum(n.amount) filter (where n.word = 'held'), 0), coalesce(sum(n.amount) filter (where n.word = 'shown'), 0),
    coalesce(sum(n.amount) filter (where n.word = 'opened'), 0), coalesce(sum(n.amount) filter (where n.word = 'visited'), 0),
    coalesce(sum(n.amount) filter (where n.word = 'chosen'), 0)
  from unnest(p_fed) as n
  join app.organizations as o on o.organization_id = n.organization_id
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (n.practitioner_id, n.organization_id)
  where n.word in ('held', 'shown', 'opened', 'visited', 'chosen')
  group by n.practitioner_id, n.organization_id, (n.at at time zone o.time_zone)::date
  on conflict (organization_id, day, practitioner_id) do update
  set held = f.held + excluded.held, shown = f.shown + excluded.shown, opened = f.opened + excluded.opened,
      visited = f.visited + excluded.visited, chosen = f.chosen + excluded.chosen;

  insert into app.daily_mail as f (organization_id, day, taken, failed, dropped, arrived, bounced, complained)
  select
    n.organization_id, (n.at at time zone o.time_zone)::date,
    coalesce(sum(n.amount) filter (where n.word = 'mail_taken'), 0), coalesce(sum(n.amount) filter (where n.word = 'mail_failed'), 0),
    coalesce(sum(n.amount) filter (where n.word = 'mail_dropped'), 0), coalesce(sum(n.amount) filter (where n.word = 'mail_arrived'), 0),
    coalesce(sum(n.amount) filter (where n.word = 'mail_bounced'), 0), coalesce(sum(n.amount) filter (where n.word = 'mail_complained'), 0)
  from unnest(p_fed) as n
  join app.organizations as o on o.organization_id = n.organization_id
  where n.word like 'mail\_%'
  group by n.organization_id, (n.at at time zone o.time_zone)::date
  on conflict (organization_id, day) do update
  set taken = f.taken + excluded.taken, failed = f.failed + excluded.failed, dropped = f.dropped + excluded.dropped,
      arrived = f.arrived + excluded.arrived, bounced = f.bounced + excluded.bounced, complained = f.complained + excluded.complained;
$$;

comment on function app.add_counts(app.figure_feed[]) is 'Each entry of the feed is taken once, so each is added once.';
