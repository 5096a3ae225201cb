-- feed_reviews: what clients say is heard of.
--
-- Room:   insights
-- Reads:  app.organizations, app.practitioners, app.reviews
-- Writes: app.daily_figures, app.figure_feed
create function app.feed_review()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_review app.reviews := case when tg_op = 'DELETE' then old else new end;
begin
  perform app.feed_figures(v_review.organization_id, v_review.practitioner_id, 'reviewed', v_review.created_at);
  return null;
end;
$$;

comment on function app.feed_review() is 'Trigger, after a review was written, hidden, shown again, withdrawn or erased.';

create trigger _500_figures after insert or delete on app.reviews for each row execute function app.feed_review();
create trigger _500_figures_changed after update on app.reviews
for each row when ((old.rating, old.recommend, old.hidden_at, old.withdrawn_at) is distinct from (new.rating, new.recommend, new.hidden_at, new.withdrawn_at))
execute function app.feed_review();

create function app.count_reviews(p_days app.practitioner_day[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.daily_figures as f (practitioner_id, organization_id, day, ratings, rating_sum, recommends, promoters, detractors)
  select d.practitioner_id, d.organization_id, d.day, r.*
  from (select distinct x.practitioner_id, x.organization_id, x.day from unnest(p_days) as x) as d
  join app.organizations as o on o.organization_id = d.organization_id
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (d.practitioner_id, d.organization_id)
  cross join lateral app.day_span(d.day, o.time_zone) as s (span)
  cross join lateral (
    select count(*), coalesce(sum(r.rating), 0), count(r.recommend), count(*) filter (where r.recommend >= 9), count(*) filter (where r.recommend <= 6)
    from app.reviews as r
    where (r.practitioner_id, r.organization_id) = (d.practitioner_id, d.organization_id)
      and r.created_at >= lower(s.span) and r.created_at < upper(s.span) and r.hidden_at is null and r.withdrawn_at is null
  ) as r
  where not isempty(s.span)
  on conflict (organization_id, day, practitioner_id) do update
  set ratings = excluded.ratings, rating_sum = excluded.rating_sum, recommends = excluded.recommends, promoters = excluded.promoters, detractors = excluded.detractors;
$$;

comment on function app.count_reviews(app.practitioner_day[]) is 'By when reviews were written.  Counted anew, so that twice is the same.';
