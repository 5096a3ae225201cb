-- revoke_invitation, resend_invitation: an admin takes a wish back, or says it again.
-- req: DR-1.2 DR-7.2
select tests.freeze();
select tests.act_as('cleo');
select api.invite_member(tests.id('river'), 'fay@example.com', 'practitioner', 'Fay') ->> 'invitation_id' as fay \gset
select api.invite_member(tests.id('river'), 'gus@example.com', 'admin', 'Gus') ->> 'invitation_id' as gus \gset
select is(
  (select row(status, role, display_name, invited_by_name, invited_by)::text from api.invitations where email = 'fay@example.com'),
  format('(open,practitioner,Fay,Cleo,%s)', tests.id('cleo.user')), 'the list says how each stands and who asked'
);
select tests.act_as('service');
select api.register_invitation_token(:'fay', encode(sha256('older-token'), 'hex'), '2027-01-11');

-- Sent anew.
select tests.freeze('2027-01-14 13:00+00');
select tests.act_as('cleo');
select is((select status from api.invitations where invitation_id = :'fay'), 'expired', 'after a week it is too old');
select api.resend_invitation(:'fay', 'send-it-once-more') as answer \gset
select is(
  :'answer'::jsonb, jsonb_build_object('invitation_id', :'fay', 'email', 'fay@example.com', 'expires_at', '2027-01-21T13:00:00+00:00'::timestamptz), 'cleo sends it once more, for another week'
);
select is(api.resend_invitation(:'fay', 'send-it-once-more'), :'answer'::jsonb, 'twice under one key is once');
select is(
  tests.as_owner(format('select string_agg(status, '' '' order by position) from app.outbox_events where subject_id = %L', :'fay')), 'dropped queued', 'one mail is on its way, not two'
);
select tests.act_as('uma');
select tests.refuses($$ select api.accept_invitation('older-token') $$, 'token_invalid', 'the old link opens nothing');
select tests.act_as('service');
select api.register_invitation_token(:'fay', encode(sha256('newer-token'), 'hex'), '2027-01-21');
select is((select count(*) from api.claim_events('w') where topic = 'member.invited'), 2::bigint, 'fay''s second mail, and gus''s');

-- Withdrawn.
select tests.act_as('cleo');
select api.revoke_invitation(:'gus', 'revoke-it-once') as answer \gset
select is(:'answer'::jsonb, jsonb_build_object('invitation_id', :'gus', 'revoked_at', '2027-01-14T13:00:00+00:00'::timestamptz), 'cleo withdraws the other');
select is(api.revoke_invitation(:'gus', 'revoke-it-once'), :'answer'::jsonb, 'twice under one key is once');
select is(api.revoke_invitation(:'gus'), :'answer'::jsonb, 'and twice is no error');
select is((select status from api.invitations where invitation_id = :'gus'), 'revoked', 'the list says so');
select is(tests.as_owner(format('select status from app.outbox_events where subject_id = %L', :'gus')), 'dropped', 'no mail goes out');
select is(
  tests.audited(:'gus'), array['invitation.created by user:' || tests.id('cleo.user'), 'invitation.changed by user:' || tests.id('cleo.user')], 'each change is audited once'
);
select tests.refuses(format('select api.resend_invitation(%L)', :'gus'), 'illegal_transition', 'what was withdrawn is not sent anew');
select tests.act_as('service');
select tests.refuses(format($$ select api.register_invitation_token(%L, encode(sha256('x'), 'hex'), '2027-02-01') $$, :'gus'), 'not_found', 'nor is a token made for it');

-- Accepted.
select tests.act_as('uma');
select is(api.accept_invitation('newer-token') ->> 'role', 'practitioner', 'fay joins by the newest link');
select tests.act_as('cleo');
select is((select status from api.invitations where invitation_id = :'fay'), 'accepted', 'the list says so');
select tests.refuses(format('select api.%s(%L)', verb, :'fay'), 'illegal_transition', verb || ' comes too late')
from unnest(array['revoke_invitation', 'resend_invitation']) as verb;

-- Others.
select api.invite_member(tests.id('river'), 'una@example.com', 'admin', 'Una') ->> 'invitation_id' as una \gset
create temp table verbs as select unnest(array['revoke_invitation', 'resend_invitation']) as verb;
grant select on verbs to public;
select tests.refuses(format('select api.%s(%L)', verb, tests.id('nobody')), 'not_found', verb || ': an unknown one') from verbs;
select tests.refuses(format('select api.%s(null)', verb), 'not_found', verb || ': none') from verbs;
select tests.act_as('ada');
select tests.refuses(format('select api.%s(%L)', verb, :'una'), 'not_allowed', verb || ': a practitioner does not') from verbs;
select tests.act_as('hal');
select tests.refuses(format('select api.%s(%L)', verb, :'una'), 'not_found', verb || ': to another organization''s admin it does not exist') from verbs;
select tests.act_as('ben');
select tests.refuses(format('select api.%s(%L)', verb, :'una'), 'not_found', verb || ': nor to a client') from verbs;
select tests.act_as('anon');
select tests.forbids(format('select api.%s(%L)', verb, :'una'), verb || ': anon may not ask') from verbs;
