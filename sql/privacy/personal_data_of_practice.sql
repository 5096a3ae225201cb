-- personal_data_of_practice: the register's rows for practice rooms, in which two persons have a part.
--
-- Room: privacy
insert into app.personal_data (table_name, found_by, exported_from, left_out, erasure, replacement, because) values
  ('practice_rooms', 'p.account in (t.host_id, t.guest_id)', 'app.practice_rooms', '{host_id,guest_id,ics_uid,ics_sequence}', 'replace',
    $$ host_name = case when t.host_id = p.account then p.nobody ->> 'name' else t.host_name end,
       guest_name = case when t.guest_id = p.account then p.nobody ->> 'name' else t.guest_name end,
       title = case when t.host_id = p.account then null else t.title end,
       host_id = case when t.host_id = p.account then gen_random_uuid() else t.host_id end,
       guest_id = case when t.guest_id = p.account then gen_random_uuid() else t.guest_id end $$,
    'Who practised with whom and when; the other party keeps the room, with nobody in the person''s place.  What was to come has been cancelled by then.'),
  -- By the seats, which come after this in the order of erasure, as the rooms come before it.
  ('practice_rounds', 't.room_id in (select s.room_id from app.practice_seats as s where s.user_id = p.account)', 'app.practice_rounds', '{}', 'replace',
    $$ transcript = case when app.is_round_of_other(t, p.account) then t.transcript end, assessment = case when app.is_round_of_other(t, p.account) then t.assessment end $$,
    'What the person said as a candidate, and what was thought of it, goes; where the other was the candidate, it is the other''s and stays.'),
  ('practice_seats', 't.user_id = p.account', 'app.practice_seats', '{claim_id,claims_elsewhere}', 'replace', 'user_id = gen_random_uuid()', 'When an account practised with a peer: its id and the time.'),
  ('room_slots', 't.host_id = p.account', 'app.room_slots', '{host_id}', 'replace', $$ host_id = gen_random_uuid(), host_name = p.nobody ->> 'name', title = null $$,
    'When somebody would host; open ones have gone by then.'),
  ('practice_links', null, null, '{}', 'keep', null, 'Hashes of links to private rooms: nobody''s name.');
