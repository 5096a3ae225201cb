-- backoff: when what has failed is tried again.
--
-- Room: core
create function app.backoff(p_attempts integer, p_first interval, p_factor integer, p_longest interval)
returns interval
language sql
volatile
security invoker
-- In seconds: an interval ends long before the power of a number does.
return make_interval(secs => (0.8 + 0.4 * random()) * least(
  extract(epoch from p_longest)::double precision,
  extract(epoch from p_first)::double precision * power(p_factor::double precision, least(greatest(p_attempts, 1), 100) - 1)
));

comment on function app.backoff(integer, interval, integer, interval) is
  'How long to wait after so many attempts: p_first, then p_factor times as long each time, up to p_longest; a fifth more or less, so that failures do not return in step.';

create function app.asked_delay(p_retry_after_seconds integer)
returns interval
language sql
immutable
security invoker
return make_interval(secs => least(greatest(coalesce(p_retry_after_seconds, 0), 0), 86400));

comment on function app.asked_delay(integer) is 'How long the other side asks to be left alone: a day at most, and nothing where it says nothing, or nonsense.';
