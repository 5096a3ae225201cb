-- personal_data_of_care: the register's rows for onboarding, notes, reviews and conversations.
--
-- Room: privacy
insert into app.personal_data (table_name, found_by, exported_from, left_out, erasure, replacement, because) values
  ('consents', 't.client_id = p.client_id', 'api.consents', '{}', 'keep', null,
    'Which text was agreed to when, and when that was withdrawn, by ids: the proof that what was done was lawful.'),
  ('intake_answers', 't.client_id = p.client_id', 'app.intake_answers', '{}', 'delete', null, 'What the client answered to the practice''s questions: health information.'),
  ('notes', 't.booking_id = any (p.subjects) and (t.signed_at is not null or t.author_id = p.user_id)', 'app.notes', '{}', 'delete', null,
    'Sealed: the edge opens them (GET /notes); here stand who wrote when, and the ciphertext.  Drafts are their author''s until they are signed.'
    '  While the law demands that a clinical record is kept, erasure is refused.'),
  ('reviews', 't.client_id = p.client_id', 'app.reviews', '{}', 'replace',
    $$ comment = null, answer = null, answered_at = null, hidden_reason = case when t.hidden_reason is not null then 'Erased' end $$,
    'What was said goes, and what was answered to it; the stars count on, without a name.'),
  ('conversations', 't.client_id = p.client_id or t.conversation_id in (select x.conversation_id from app.conversation_participants as x where x.client_id = p.client_id)',
    'app.conversations', '{}', 'keep', null, 'That there was a conversation, by ids.'),
  ('conversation_participants', 't.client_id = p.client_id', 'app.conversation_participants', '{}', 'replace',
    $$ shown_as = case when t.shown_as is not null then 'Erased' end, left_at = coalesce(t.left_at, app.now()) $$,
    'Who took part; the name that was shown to a group goes.'),
  ('conversation_messages',
    $$ t.conversation_id in (select x.conversation_id from app.conversations as x where x.client_id = p.client_id)
       or t.sender_id in (select x.participant_id from app.conversation_participants as x where x.client_id = p.client_id) $$,
    'app.conversation_messages', '{}', 'replace', $$ body = null, retracted_at = coalesce(t.retracted_at, app.now()) $$,
    'What was said between the client and the practitioner, by both, and what the client said in groups; empty places stay, so that others'' reading marks hold.'),
  ('conversation_attachments',
    $$ t.conversation_id in (select x.conversation_id from app.conversations as x where x.client_id = p.client_id)
       or t.sender_id in (select x.participant_id from app.conversation_participants as x where x.client_id = p.client_id) $$,
    'app.conversation_attachments', '{path}', 'delete', null,
    'The names and sizes of files that were sent; the files lie in Storage and are handed out from the conversation.  Erased, they are deleted there too.'),
  ('video_rooms', 't.subject_kind = ''booking'' and t.subject_id = any (p.subjects)', 'app.video_rooms', '{name,url,leased_by,last_error}', 'replace',
    $$ client_came_at = null $$, 'When the client came to the video room of an appointment; rooms themselves are forgotten 90 days after they ended.'),
  ('merged_clients', 't.client_id = p.client_id or t.into_client_id = p.client_id', 'app.merged_clients', '{}', 'keep', null,
    'That two rows were one person, by ids; both are erased and handed out together.');
