-- req: BM-R9 TS-13
-- What the log says of persons lies beside it, so that it can be erased while the log stays as it was written.
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset

select tests.act_as('owner');
select is_empty(
  $$ select a from app.audit_log as a where a::text ~* 'gil|@example' $$, 'no entry itself names the one who booked'
);
select is(
  (select row(p.actor, p.after ->> 'client_name', p.after ->> 'client_email')::text from app.audit_log as a join app.audit_personal as p using (entry_id)
   where a.entity_id = :'booking_id'),
  row('client:gil@example.com', 'Gil Guest', 'gil@example.com')::text, 'the half beside it does'
);
select is(
  (select a.after from api.audit_log as a where a.entity_id = :'booking_id'),
  (select jsonb_strip_nulls(to_jsonb(b)) from app.bookings as b where b.booking_id = :'booking_id'), 'together they are the whole row'
);
select is_empty(
  $$ select a.entry_id from app.audit_log as a left join app.audit_personal as p using (entry_id)
     where a.personal_digest is distinct from case when p.entry_id is not null then app.personal_digest(p) end $$,
  'and the entry proves that its half is as it was written'
);

select throws_ok(statement, '42501', null, format('the owner: %s', statement))
from unnest(array['update app.audit_personal set actor = null', 'truncate app.audit_personal']) as statement;
select throws_ok(format('set local role %I; %s', role, statement), '42501', null, format('%s: %s', role, statement))
from unnest(array['anon', 'authenticated', 'service_role']) as role
cross join unnest(array[
  'insert into app.audit_personal (entry_id, organization_id) values (1, gen_random_uuid())',
  'update app.audit_personal set actor = null', 'delete from app.audit_personal', 'truncate app.audit_personal'
]) as statement;

-- Settings say whose they are in the entry itself: only addresses go beside it.
select is(
  app.personal_part('{"name": "River", "reply_to": "desk@river.test", "price_cents": 5, "phone": "1"}', false), '{"reply_to": "desk@river.test", "phone": "1"}'::jsonb,
  'of a setting only addresses and telephone numbers go beside the entry'
);
select is(
  app.personal_part('{"client_id": "x", "status": "confirmed", "starts_at": "2027-01-05", "cents": 5, "whatever": "words"}', true), '{"whatever": "words"}'::jsonb,
  'of a row about a client whatever is not known to be an id, a time, a figure or a state'
);
