-- figures_answer: sums, and the rates that follow from them.
--
-- Room: insights
create type app.figure_sums as (
  made bigint, made_online bigint, appointments bigint, completed bigint, no_shows bigint, cancelled_by_client bigint, cancelled_by_practice bigint,
  cancelled_late bigint, lapsed bigint, booked_minutes bigint, offered_minutes bigint, held bigint, shown bigint, opened bigint, visited bigint, chosen bigint,
  ratings bigint, rating_sum bigint, recommends bigint, promoters bigint, detractors bigint
);

comment on type app.figure_sums is 'The columns of app.daily_figures, over some days and practitioners.';

create function app.rate(p_part bigint, p_whole bigint)
returns numeric
language sql
immutable
security invoker
return round(p_part::numeric / nullif(p_whole, 0), 4);

comment on function app.rate(bigint, bigint) is 'From 0 to 1; null where there is nothing to speak of.';

create function app.figures_answer(p_sums app.figure_sums)
returns jsonb
language sql
stable
security invoker
return jsonb_build_object(
  'made', coalesce(p_sums.made, 0), 'made_online', coalesce(p_sums.made_online, 0),
  'appointments', coalesce(p_sums.appointments, 0), 'completed', coalesce(p_sums.completed, 0), 'no_shows', coalesce(p_sums.no_shows, 0),
  'cancelled_by_client', coalesce(p_sums.cancelled_by_client, 0), 'cancelled_by_practice', coalesce(p_sums.cancelled_by_practice, 0),
  'cancelled_late', coalesce(p_sums.cancelled_late, 0), 'lapsed', coalesce(p_sums.lapsed, 0),
  'booked_minutes', coalesce(p_sums.booked_minutes, 0), 'offered_minutes', coalesce(p_sums.offered_minutes, 0),
  'held', coalesce(p_sums.held, 0), 'shown', coalesce(p_sums.shown, 0), 'opened', coalesce(p_sums.opened, 0),
  'visited', coalesce(p_sums.visited, 0), 'chosen', coalesce(p_sums.chosen, 0),
  'utilisation', app.rate(p_sums.booked_minutes, p_sums.offered_minutes),
  'cancellation_rate', app.rate(
    p_sums.cancelled_by_client + p_sums.cancelled_by_practice, p_sums.appointments + p_sums.cancelled_by_client + p_sums.cancelled_by_practice
  ),
  'no_show_rate', app.rate(p_sums.no_shows, p_sums.completed + p_sums.no_shows),
  'click_through', app.rate(p_sums.opened, p_sums.shown),
  'booking_conversion', app.rate(p_sums.chosen, p_sums.visited),
  'hold_conversion', case when p_sums.made_online <= p_sums.held then app.rate(p_sums.made_online, p_sums.held) end
);

comment on function app.figures_answer(app.figure_sums) is
  'Rates are from 0 to 1, null without anything to divide by.  cancellation_rate: of the appointments of those days, lapsed requests aside; no_show_rate: of those of which'
  ' it was said who came.  hold_conversion is null, too, where more was booked than held: offers of a waitlist, and what is older than the counting, had no hold of a visitor.';

create function app.rating_answer(p_sums app.figure_sums)
returns jsonb
language sql
stable
security invoker
return jsonb_build_object(
  'reviews', coalesce(p_sums.ratings, 0),
  'average_rating', case when p_sums.ratings >= 5 then round(p_sums.rating_sum::numeric / p_sums.ratings, 1) end,
  'nps', case when p_sums.recommends >= 5 then round(100.0 * (p_sums.promoters - p_sums.detractors) / p_sums.recommends)::integer end
);

comment on function app.rating_answer(app.figure_sums) is
  'What clients say, only of five answers or more: fewer could be told apart.  Never by day.  nps: share of 9 and 10 less share of 0 to 6, from -100 to 100.';

create function app.mail_answer(p_taken bigint, p_failed bigint, p_dropped bigint, p_arrived bigint, p_bounced bigint, p_complained bigint)
returns jsonb
language sql
stable
security invoker
return jsonb_build_object(
  'taken', coalesce(p_taken, 0), 'failed', coalesce(p_failed, 0), 'dropped', coalesce(p_dropped, 0),
  'arrived', coalesce(p_arrived, 0), 'bounced', coalesce(p_bounced, 0), 'complained', coalesce(p_complained, 0),
  'sent_rate', app.rate(p_taken, p_taken + p_failed), 'arrived_rate', app.rate(p_arrived, p_arrived + p_bounced)
);

comment on function app.mail_answer(bigint, bigint, bigint, bigint, bigint, bigint) is 'sent_rate: of those that we tried; arrived_rate: of those that the provider reported on.';
