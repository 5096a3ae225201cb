-- save_note, sign_note, discard_draft: a draft grows, is signed, and is never changed again.
-- req: TS-13
select tests.freeze();
create function pg_temp.sealed(p_text text) returns text language sql as $$ select translate(encode(convert_to(rpad(p_text, 40, '.'), 'UTF8'), 'base64'), E'\n', '') $$;
grant execute on function pg_temp.sealed(text) to public;
select gen_random_uuid() as key, gen_random_uuid() as hill_key, gen_random_uuid() as note, gen_random_uuid() as addendum, gen_random_uuid() as other \gset
select tests.act_as('service');
select api.register_data_key(tests.id('river'), :'key', 'm1', translate(encode(sha512('x'), 'base64'), E'\n', '')) ->> 'key_id';
select api.register_data_key(tests.id('hill'), :'hill_key', 'm1', translate(encode(sha512('y'), 'base64'), E'\n', '')) ->> 'key_id';
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking \gset
select tests.book('single', '2027-01-06 10:00', 'ben@example.com') as next_booking \gset

-- A draft.
select tests.act_as('ada');
select is(
  api.save_note(:'booking', :'note', :'key', pg_temp.sealed('one')),
  jsonb_build_object('note_id', :'note', 'version', 1, 'updated_at', tests.at('2027-01-04 08:00')), 'ada begins a note'
);
select is(api.save_note(:'booking', :'note', :'key', pg_temp.sealed('two'), expected_version => 1) ->> 'version', '2', 'and goes on');
select tests.refuses(
  format($$ select api.save_note(%L, %L, %L, %L, expected_version => 1) $$, :'booking', :'note', :'key', pg_temp.sealed('old window')), 'changed_meanwhile',
  'another window that knows the older version loses nothing'
);
select results_eq(
  'select status, version, visibility, author_role, author_name, is_mine from api.notes',
  $$ values ('draft', 2, 'private', 'practitioner', 'Ada', true) $$, 'the view says what there is'
);
select is(api.read_notes(:'booking') #>> '{notes,0,sealed}', pg_temp.sealed('two'), 'and the verb what was sealed');

-- Asked twice.
select api.save_note(:'booking', :'note', :'key', pg_temp.sealed('three'), 'tag of three', expected_version => 2, idempotency_key => 'third save') as third \gset
select is(
  api.save_note(:'booking', :'note', :'key', pg_temp.sealed('three, anew'), 'tag of three', expected_version => 2, idempotency_key => 'third save'),
  :'third'::jsonb, 'a repeated request is known by its tag, though sealed anew'
);
select tests.refuses(
  format($$ select api.save_note(%L, %L, %L, %L, 'tag of four', expected_version => 2, idempotency_key => 'third save') $$, :'booking', :'note', :'key', pg_temp.sealed('four')),
  'idempotency_mismatch', 'other words are another request'
);

-- What does not fit.
select tests.refuses(
  format('select api.save_note(%L, %L, %L, %L)', :'booking', :'note', :'key', pg_temp.sealed('x')), 'changed_meanwhile',
  'whoever did not hear that the first save arrived is told which version there is, and can go on'
);
select tests.refuses(format('select api.save_note(%L, %L, %L, %L)', :'next_booking', :'note', :'key', pg_temp.sealed('x')), 'invalid_argument', 'a new note needs an id of its own');
select tests.refuses(format('select api.save_note(%L, %L, %L, %L)', :'booking', :'other', :'hill_key', pg_temp.sealed('x')), 'invalid_argument', 'a key of its own organization');
select tests.refuses(format('select api.save_note(%L, null, %L, %L)', :'booking', :'key', pg_temp.sealed('x')), 'invalid_argument', 'an id');
select tests.refuses(format('select api.save_note(%L, %L, %L, %L, null, %L)', :'booking', :'other', :'key', pg_temp.sealed('x'), 'public'), 'invalid_argument', 'readers that there are');
select tests.refuses(format('select api.save_note(%L, %L, %L, %L)', :'booking', :'other', :'key', 'Dear diary'), 'invalid_argument', 'and ciphertext');
select tests.refuses(
  format($$ select api.save_note(%L, %L, %L, %L, expected_version => 3) $$, :'next_booking', :'note', :'key', pg_temp.sealed('x')), 'invalid_argument', 'it stays with its booking'
);
select tests.refuses(format($$ select api.save_note(%L, %L, %L, %L, expected_version => 3) $$, :'booking', :'other', :'key', pg_temp.sealed('x')), 'not_found', 'what was discarded cannot be gone on with');
select tests.refuses(
  format($$ select api.save_note(%L, %L, %L, %L, addendum_to => %L) $$, :'booking', :'addendum', :'key', pg_temp.sealed('x'), :'note'), 'invalid_argument', 'nobody adds to a draft'
);

-- Signed.
select tests.refuses(format('select api.sign_note(%L, 2)', :'note'), 'changed_meanwhile', 'what is signed is what was read');
select is(api.sign_note(:'note', 3), jsonb_build_object('note_id', :'note', 'version', 3, 'signed_at', tests.at('2027-01-04 08:00')), 'ada signs');
select tests.everything() as before \gset
select is(api.sign_note(:'note', 3) ->> 'signed_at', '2027-01-04T13:00:00+00:00', 'twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(format($$ select api.save_note(%L, %L, %L, %L, expected_version => 3) $$, :'booking', :'note', :'key', pg_temp.sealed('x')), 'illegal_transition', 'then it stays as it is');
select tests.refuses(format('select api.discard_draft(%L)', :'note'), 'illegal_transition', 'and stays');
select tests.act_as('owner');
select tests.refuses(format($$ update app.notes set %s where note_id = %L $$, change, :'note'), 'illegal_transition', 'not even the owner may: ' || change)
from unnest(array['sealed = sealed || ''x''', 'visibility = ''shared''', 'signed_at = null', 'version = 9', 'author_name = ''Eve''']) as change;
select tests.refuses(format('delete from app.notes where note_id = %L returning note_id', :'note'), 'illegal_transition', 'nor delete it');

-- Corrections.
select tests.act_as('ada');
select is(api.save_note(:'booking', :'addendum', :'key', pg_temp.sealed('I meant'), addendum_to => :'note') ->> 'version', '1', 'a correction is an addendum');
select tests.refuses(
  format($$ select api.save_note(%L, %L, %L, %L, visibility => 'shared', addendum_to => %L) $$, :'booking', :'other', :'key', pg_temp.sealed('x'), :'note'), 'invalid_argument',
  'for the same readers'
);
select tests.refuses(
  format($$ select api.save_note(%L, %L, %L, %L, visibility => 'shared', expected_version => 1, addendum_to => %L) $$, :'booking', :'addendum', :'key', pg_temp.sealed('x'), :'note'),
  'invalid_argument', 'also later'
);
select tests.refuses(
  format($$ select api.save_note(%L, %L, %L, %L, addendum_to => %L) $$, :'next_booking', :'other', :'key', pg_temp.sealed('x'), :'note'), 'not_found', 'on the same booking'
);
select is(api.sign_note(:'addendum', 1) ->> 'version', '1', 'signed too');
select tests.refuses(
  format($$ select api.save_note(%L, %L, %L, %L, addendum_to => %L) $$, :'booking', :'other', :'key', pg_temp.sealed('x'), :'addendum'), 'invalid_argument', 'one adds to the note, not to an addendum'
);

-- Thrown away.
select api.save_note(:'booking', :'other', :'key', pg_temp.sealed('never mind')) ->> 'version';
select is(api.discard_draft(:'other', 'throw it away'), jsonb_build_object('note_id', :'other'), 'a draft can be thrown away');
select is(api.discard_draft(:'other', 'throw it away'), jsonb_build_object('note_id', :'other'), 'asked twice is told the same');
select tests.refuses(format('select api.discard_draft(%L)', :'other'), 'not_found', 'without the key it is gone');

-- The log knows who did what, and nothing of what it says.
select is(
  (select array_agg(e) from unnest(tests.audited(:'note')) as e), array(
    select action || ' by user:' || tests.id('ada.user') from unnest(array['note.created', 'note.saved', 'note.read', 'note.saved', 'note.signed']) as action
  ), 'every write and read is in the log'
);
select is((select array_agg(e) from unnest(tests.audited(:'other')) as e), array(
  select action || ' by user:' || tests.id('ada.user') from unnest(array['note.created', 'note.discarded']) as action
), 'also of what was thrown away');
select tests.act_as('owner');
select is_empty(
  $$ select entry_id from app.audit_log where entity = 'note' and (before ? 'sealed' or after ? 'sealed' or after ? 'author_name') $$, 'without ciphertext and without names'
);
select is(
  (select after from app.audit_log where entity_id = :'note' and action = 'note.read'),
  jsonb_build_object('booking_id', :'booking', 'visibility', 'private', 'version', 2, 'author_role', 'practitioner', 'as', 'practitioner'),
  'a read says which version, and as what'
);

-- Erasure, for verbs that have made sure.
select is(app.erase_notes(tests.id('ben'), tests.id('hill')), 0, 'erasing is of one organization');
select is(app.erase_notes(tests.id('ben'), tests.id('river')), 2, 'and takes signed notes with their addenda');
select is((select count(*) from app.audit_log where action = 'note.erased'), 2::bigint, 'of which the log knows');
select is(current_setting('app.erasing_notes'), '', 'and then signed notes are safe again');
