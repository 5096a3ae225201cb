-- invite_member, register_invitation_token, accept_invitation: from an admin's wish to a membership.
select tests.freeze();
select tests.act_as('cleo');
select api.invite_member(tests.id('river'), ' Fay@Example.com ', 'practitioner', 'Fay', idempotency_key => 'invite-her-once') as answer \gset
select :'answer'::jsonb ->> 'invitation_id' as invitation_id \gset
select is(:'answer'::jsonb ->> 'email', 'fay@example.com', 'cleo invites a practitioner');
select is((:'answer'::jsonb ->> 'expires_at')::timestamptz, tests.at('2027-01-11 08:00'), 'for a week');
select is(
  tests.as_owner(format('select topic || '' to '' || recipient from app.outbox_events where subject_id = %L', :'invitation_id')), 'member.invited to invitee',
  'who will be told'
);
select is(
  api.invite_member(tests.id('river'), ' Fay@Example.com ', 'practitioner', 'Fay', idempotency_key => 'invite-her-once'), :'answer'::jsonb, 'twice under one key is once'
);
select tests.refuses(
  format($$ select api.invite_member(%L, 'gus@example.com', 'practitioner', 'Gus', idempotency_key => 'invite-her-once') $$, tests.id('river')),
  'idempotency_mismatch', 'the key does not serve for another'
);
select tests.refuses(format('select api.invite_member(%L, %L, %L, %L)', tests.id('river'), email, role, name), 'invalid_argument', description)
from (values
  ('fay', 'practitioner', 'Fay', 'a bad address'), (null, 'practitioner', 'Fay', 'no address'), ('fay@example.com', 'owner', 'Fay', 'an unknown role'),
  ('fay@example.com', 'client', 'Fay', 'clients are not members'), ('fay@example.com', null, 'Fay', 'no role'), ('fay@example.com', 'admin', ' ', 'no name')
) as bad (email, role, name, description);
select tests.refuses(
  format($$ select api.invite_member(%L, 'x@example.com', 'admin', 'X') $$, tests.id('hill')), 'not_found', 'to cleo another organization does not exist'
);
select is((select count(*) from api.invitations), 1::bigint, 'an admin sees the open invitations');
select tests.act_as('ada');
select tests.refuses(format($$ select api.invite_member(%L, 'x@example.com', 'admin', 'X') $$, tests.id('river')), 'not_allowed', 'a practitioner does not invite');
select tests.refuses('select * from api.invitations', 'not_allowed', 'nor sees who was');
select tests.act_as('hal');
select is((select count(*) from api.invitations), 0::bigint, 'nor does another organization''s admin');
select tests.act_as('anon');
select tests.forbids(format($$ select api.invite_member(%L, 'x@example.com', 'admin', 'X') $$, tests.id('river')), 'anon may not ask');
select tests.forbids('select * from api.invitations', 'nor look');

-- The worker registers the token.
select tests.act_as('service');
select payload from api.claim_events('w') where topic = 'member.invited' \gset
select is(
  (:'payload'::jsonb -> 'invitation') - 'expires_at',
  jsonb_build_object('invitation_id', :'invitation_id'::uuid, 'email', 'fay@example.com', 'name', 'Fay', 'role', 'practitioner'), 'the message says who and as what'
);
select is(api.register_invitation_token(:'invitation_id', encode(sha256('fays-token'), 'hex'), '2027-01-11'), '{}', 'the worker registers the hash of the token');
select is(api.register_invitation_token(:'invitation_id', encode(sha256('fays-token'), 'hex'), '2027-01-11'), '{}', 'twice is no error');
select tests.refuses(format('select api.register_invitation_token(%L, %L, %L)', id, hash, expires_at), word, description)
from (values
  (tests.id('nobody'), encode(sha256('x'), 'hex'), '2027-01-11', 'not_found', 'an unknown invitation'),
  (:'invitation_id', 'the token itself', '2027-01-11', 'invalid_argument', 'a token in the place of its hash'),
  (:'invitation_id', encode(sha256('x'), 'hex'), null, 'invalid_argument', 'a token without end')
) as bad (id, hash, expires_at, word, description);
select tests.act_as('cleo');
select tests.forbids(format($$ select api.register_invitation_token(%L, 'x', now()) $$, :'invitation_id'), 'an admin does not');

-- She accepts.
select tests.act_as('anon');
select tests.forbids($$ select api.accept_invitation('fays-token') $$, 'anon cannot accept');
select tests.act_as('uma');
select tests.refuses(format('select api.accept_invitation(%L)', token), 'token_invalid', description)
from (values ('fays-tokeN', 'an altered token'), ('', 'an empty one'), (null, 'none'), (:'invitation_id', 'the invitation''s id')) as bad (token, description);
select tests.freeze('2027-01-11');
select tests.refuses($$ select api.accept_invitation('fays-token') $$, 'invitation_expired', 'after its time');
select tests.freeze();
select api.accept_invitation('fays-token') as joined \gset
select is(
  :'joined'::jsonb - 'member_id', jsonb_build_object('organization_id', tests.id('river'), 'organization_name', 'River Therapy', 'role', 'practitioner'),
  'whoever has the link joins'
);
select is(
  (select row(display_name, published, time_zone)::text from api.practitioners where display_name = 'Fay'), '(Fay,f,America/Toronto)', 'and has a profile to complete'
);
select tests.refuses($$ select api.accept_invitation('fays-token') $$, 'invitation_expired', 'the link is good once');
select tests.act_as('eve');
select tests.refuses($$ select api.accept_invitation('fays-token') $$, 'invitation_expired', 'for others too');

-- An admin who is invited as practitioner stays an admin.
select tests.act_as('cleo');
select api.invite_member(tests.id('river'), 'cleo@example.com', 'practitioner', 'Cleo') ->> 'invitation_id' as own \gset
select tests.act_as('service');
select api.register_invitation_token(:'own', encode(sha256('cleos-token'), 'hex'), '2027-01-11');
select tests.act_as('cleo');
select is(api.accept_invitation('cleos-token') ->> 'role', 'admin', 'no organization loses its last admin by a link');

-- Revoked.
select api.invite_member(tests.id('river'), 'gus@example.com', 'admin', 'Gus') ->> 'invitation_id' as revoked \gset
select tests.act_as('service');
select api.register_invitation_token(:'revoked', encode(sha256('guss-token'), 'hex'), '2027-01-11');
select tests.as_owner(format('update app.invitations set revoked_at = app.now() where invitation_id = %L returning 1', :'revoked'));
select tests.act_as('eve');
select tests.refuses($$ select api.accept_invitation('guss-token') $$, 'invitation_expired', 'a revoked invitation');
