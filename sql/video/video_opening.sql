-- video_opening: from when to when a room is open.
--
-- Room: video
create function app.video_opening(p_span tstzrange)
returns tstzrange
language sql
stable
security invoker
return tstzrange(lower(p_span) - interval '15 minutes', upper(p_span) + interval '30 minutes');

comment on function app.video_opening(tstzrange) is 'The booked time, a quarter of an hour before it to settle in, and half an hour after it to come to an end.';

create function app.new_video_name()
returns text
language sql
volatile
security invoker
return encode(substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) for 16), 'hex');

comment on function app.new_video_name() is '128 random bits: for a room that anybody can enter who knows its name.';
