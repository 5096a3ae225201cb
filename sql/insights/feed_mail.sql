-- feed_mail: what became of messages is heard of.
--
-- Room:   insights
-- Writes: app.figure_feed
create function app.mail_words(p_event app.outbox_events)
returns text[]
language sql
immutable
security invoker
set search_path = ''
as $$
  select array_remove(array[
    case p_event.status when 'delivered' then 'mail_taken' when 'failed' then 'mail_failed' when 'dropped' then 'mail_dropped' end,
    -- What is called spam has arrived.
    case when p_event.mail_status in ('delivered', 'complained') then 'mail_arrived' when p_event.mail_status = 'bounced' then 'mail_bounced' end,
    case when p_event.mail_status = 'complained' then 'mail_complained' end
  ], null);
$$;

comment on function app.mail_words(app.outbox_events) is 'Under which counts a message that is done with stands, as in api.mail_figures.';

create function app.feed_mail()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.figure_feed (organization_id, word, at, amount)
  select new.organization_id, w.word, w.at, w.amount
  from (
    select unnest(app.mail_words(old)), old.finished_at, -1 where tg_op = 'UPDATE'
    union all
    select unnest(app.mail_words(new)), new.finished_at, 1
  ) as w (word, at, amount)
  where w.at is not null;
  return null;
end;
$$;

comment on function app.feed_mail() is 'Trigger, after the state of a message changed: what it counted for is taken back, what it counts for now is added.';

create trigger _500_figures_made after insert on app.outbox_events for each row when (new.finished_at is not null) execute function app.feed_mail();
create trigger _500_figures_changed after update on app.outbox_events
for each row when ((old.status, old.mail_status, old.finished_at) is distinct from (new.status, new.mail_status, new.finished_at)) execute function app.feed_mail();
