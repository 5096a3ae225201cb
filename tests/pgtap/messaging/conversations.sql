-- req: CP-1.5 CP-6.6 CP-10.1 CP-10.5
-- Ben is in ada's care: their conversation opened when he was assigned, by whatever statement that was.
select tests.freeze();
select conversation_id as talk from app.conversations where client_id = tests.id('ben') \gset
select is(
  (select array_agg(c.kind || ' ' || (c.practitioner_id = tests.id('ada'))) from app.conversations as c where c.client_id = tests.id('ben')),
  array['direct true'], 'being assigned opens one conversation'
);
select tests.act_as('cleo');
select api.assign_practitioner(tests.id('ben'), tests.id('dan')) as assigned \gset
select api.assign_practitioner(tests.id('ben'), tests.id('ada')) as assigned \gset
select is(
  tests.as_owner(format($$ select string_agg(p.display_name, ',' order by p.display_name) from app.conversations as c join app.practitioners as p using (practitioner_id)
    where c.client_id = %L $$, tests.id('ben'))),
  tests.as_owner(format($$ select string_agg(p.display_name, ',' order by p.display_name) from app.practitioners as p where p.practitioner_id in (%L, %L) $$, tests.id('ada'), tests.id('dan'))),
  'a hand-over opens one with the new practitioner, and coming back finds the old one'
);
select is(tests.audited(:'talk') is not null, true, 'that it opened is audited');

-- Who sees it.
create function pg_temp.seen(p_who text, p_conversation_id uuid) returns text language plpgsql as $$
declare
  v_seen text;
begin
  perform tests.act_as(p_who);
  select c.my_role || ' ' || coalesce(c.closed_because, 'open') into v_seen from api.conversations as c where c.conversation_id = p_conversation_id;
  return coalesce(v_seen, '-');
exception when insufficient_privilege then
  return 'forbidden';
end;
$$;
grant execute on function pg_temp.seen(text, uuid) to public;
select is(pg_temp.seen(who, :'talk'), sees, format('%s: %s', who, sees))
from (values
  ('ben', 'client open'), ('ada', 'practitioner open'), ('dan', '-'), ('cleo', '-'), ('eve', '-'), ('hal', '-'), ('uma', '-'), ('anon', 'forbidden'), ('service', 'forbidden')
) as grid (who, sees);
select tests.act_as('ben');
select is(
  (select jsonb_agg(p ->> 'role' || ' ' || (p ->> 'is_me') order by p ->> 'role') from api.conversations as c cross join jsonb_array_elements(c.people) as p where c.conversation_id = :'talk'),
  '["client true", "practitioner false"]', 'each sees who the other is'
);

-- Nobody but the two writes, reads marks or opens for others.
select tests.act_as(who) from unnest(array['dan']) as who;
select throws_ok(format($$ select api.send_message(%L, 'Hello') $$, :'talk'), 'PT404', 'not_found', 'a colleague does not know of it');
select tests.act_as('cleo');
select throws_ok(format($$ select api.send_message(%L, 'Hello') $$, :'talk'), 'PT404', 'not_found', 'nor does an admin');
select throws_ok(format($$ select api.open_conversation(%L, %L) $$, tests.id('ada'), tests.id('ben')), 'PT403', 'not_allowed', 'an admin opens none for a practitioner');
select tests.act_as('eve');
select throws_ok(format($$ select api.mark_conversation_read(%L, 1) $$, :'talk'), 'PT404', 'not_found', 'nor anybody of another practice');
select throws_ok(format($$ select api.open_conversation(%L, %L) $$, tests.id('ada'), tests.id('ben')), 'PT404', 'not_found', 'to whom ada does not exist');
select tests.act_as('uma');
select throws_ok(format($$ select api.open_conversation(%L) $$, tests.id('ada')), 'PT404', 'not_found', 'who never booked has nobody to write to');
select tests.act_as('ben');
select throws_ok(format($$ insert into app.conversation_messages (organization_id, conversation_id, position, sender_id, sender_role, body) values (%L, %L, 9, gen_random_uuid(), 'client', 'x') $$,
  tests.id('river'), :'talk'), '42501', null, 'nobody writes past the verbs');

-- The care ended: what was said stays to be read, and a booking opens it again.
select tests.act_as('ben');
select api.send_message(:'talk', 'Good morning') as sent \gset
select tests.act_as('cleo');
select api.assign_practitioner(tests.id('ben'), tests.id('dan')) as assigned \gset
select is(pg_temp.seen('ben', :'talk'), 'client ended', 'without care and without a booking it is closed');
select tests.act_as('ben');
select throws_ok(format($$ select api.send_message(%L, 'Are you there?') $$, :'talk'), 'PT409', 'illegal_transition', 'nobody writes there any more');
select is((select body from api.conversation_messages where conversation_id = :'talk'), 'Good morning', 'and both still read it');
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking \gset
select is(pg_temp.seen('ben', :'talk'), 'client open', 'a booking opens it');
select tests.act_as('ben');
select is((api.open_conversation(tests.id('ada')) ->> 'conversation_id')::uuid, :'talk'::uuid, 'asking for it finds it');
select tests.freeze('2027-02-03 13:00+00');
select is(pg_temp.seen('ada', :'talk'), 'practitioner open', 'for 29 days after the appointment');
select tests.freeze('2027-02-05 13:00+00');
select is(pg_temp.seen('ada', :'talk'), 'practitioner ended', 'and no longer');

-- People who are away.
select tests.freeze();
select tests.act_as('owner');
update app.members set suspended_at = app.now() where member_id = tests.id('ada.member');
select is(pg_temp.seen('ben', :'talk'), 'client practitioner_away', 'a practitioner who was suspended cannot be written to');
select is(pg_temp.seen('ada', :'talk'), '-', 'and reads nothing');
select tests.act_as('owner');
update app.members set suspended_at = null where member_id = tests.id('ada.member');
update app.clients set archived_at = app.now() where client_id = tests.id('ben');
select is(pg_temp.seen('ada', :'talk'), 'practitioner client_archived', 'nor can a client who was archived');
select is(pg_temp.seen('ben', :'talk'), '-', 'who reads nothing either');

-- Without an account.
select tests.act_as('ada');
select tests.book('single', '2027-01-06 10:00', 'gil@example.com') as guest \gset
select tests.act_as('ada');
select throws_ok(
  format($$ select api.open_conversation(%L, %L) $$, tests.id('ada'), tests.as_owner($$ select client_id::text from app.clients where email = 'gil@example.com' $$)),
  'PT409', 'illegal_transition', 'who has no account cannot be written to'
);
