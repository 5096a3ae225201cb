-- Every queue of work refuses the same nonsense: whoever claims, renews or gives back, and whatever.
select tests.act_as('service');
select tests.refuses(format('select * from api.%s(%s%s, %s)', verb, case when verb <> 'claim_attachment_deletions' then worker || ', ' end, batch, lease), 'invalid_argument', verb || ': ' || said)
from unnest(array['claim_events', 'claim_webhook_deliveries', 'claim_calendar_tasks', 'claim_video_rooms', 'claim_attachment_deletions']) as verb
cross join (values
  ($$'w'$$, '0', '60', 'a batch of none'),
  ($$'w'$$, '501', '60', 'a batch without end'),
  ($$'w'$$, 'null', '60', 'a batch of null'),
  ($$'w'$$, '1', '4', 'a lease too short to do anything in'),
  ($$'w'$$, '1', '3601', 'a lease without end'),
  ($$'w'$$, '1', 'null', 'a lease of null'),
  ($$' '$$, '1', '60', 'a worker without a name'),
  ('null', '1', '60', 'no worker')
) as bad (worker, batch, lease, said)
where verb <> 'claim_attachment_deletions' or worker = $$'w'$$;

select tests.refuses(format($$ select * from api.%s('w', %s, %s) $$, verb, ids, lease), 'invalid_argument', verb || ': ' || said)
from unnest(array['renew_leases', 'renew_webhook_leases', 'renew_calendar_tasks', 'renew_video_rooms']) as verb
cross join (values
  ('null', '60', 'no list'), ($$'{}'$$, '4', 'a lease that ends at once'), ($$'{}'$$, '3601', 'a lease without end'), ($$'{}'$$, 'null', 'a lease of null')
) as bad (ids, lease, said);

select tests.refuses(format($$ select api.%s('w', null) $$, verb), 'invalid_argument', verb || ': no list')
from unnest(array['return_events', 'return_webhook_deliveries', 'return_calendar_tasks', 'return_video_rooms']) as verb;
select is(many, 0, 'an empty list is none too many')
from unnest(array[api.return_events('w', '{}'), api.return_webhook_deliveries('w', '{}'), api.return_calendar_tasks('w', '{}'), api.return_video_rooms('w', '{}')])
as returned (many);
