-- spoken: a length of time in words.
--
-- Room: core
create function app.spoken(p_length interval)
returns text
language sql
immutable
security invoker
return regexp_replace(case
  when mod(extract(epoch from p_length), 86400) = 0 then (extract(epoch from p_length) / 86400)::integer || ' days'
  when mod(extract(epoch from p_length), 3600) = 0 then (extract(epoch from p_length) / 3600)::integer || ' hours'
  else ceil(extract(epoch from p_length) / 60)::integer || ' minutes'
end, '^(1 [a-z]+)s$', '\1');

comment on function app.spoken(interval) is 'In days, hours or minutes, whichever comes out whole; minutes are rounded up.';
