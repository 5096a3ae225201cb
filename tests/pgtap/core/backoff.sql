-- Later and later, a fifth more or less, up to a bound, however many attempts there were.
select ok(
  app.backoff(attempts, first::interval, factor, longest::interval) between expected::interval * 0.8 and expected::interval * 1.2,
  format('%s attempts, from %s by %s to %s: about %s', coalesce(attempts::text, 'null'), first, factor, longest, expected)
)
from (values
  (1, '5 seconds', 2, '1 hour', '5 seconds'), (2, '5 seconds', 2, '1 hour', '10 seconds'), (10, '5 seconds', 2, '1 hour', '2560 seconds'),
  (11, '5 seconds', 2, '1 hour', '1 hour'), (3, '10 seconds', 3, '15 minutes', '90 seconds'), (9, '5 seconds', 4, '6 hours', '6 hours'),
  (2000000000, '5 seconds', 4, '6 hours', '6 hours'), (0, '5 seconds', 2, '1 hour', '5 seconds'), (-7, '5 seconds', 2, '1 hour', '5 seconds'),
  (null, '5 seconds', 2, '1 hour', '5 seconds')
) as w (attempts, first, factor, longest, expected);
select isnt(app.backoff(9, '5 seconds', 2, '1 hour'), app.backoff(9, '5 seconds', 2, '1 hour'), 'what failed together does not return together');

select is(app.asked_delay(asked), expected::interval, format('%s seconds asked for: %s', coalesce(asked::text, 'no'), expected))
from (values (null, '0'), (-5, '0'), (0, '0'), (300, '5 minutes'), (86400, '24 hours'), (2000000000, '24 hours')) as a (asked, expected);
