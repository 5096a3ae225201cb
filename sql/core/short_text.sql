-- short_text: what people may type where a few lines are asked for.
--
-- Room: core
create function app.is_short_text(p_text text, p_longest integer)
returns boolean
language sql
immutable
security invoker
return btrim(p_text, E' \n') <> '' and length(p_text) <= p_longest and translate(p_text, E'\n', '') !~ '[[:cntrl:]]';

comment on function app.is_short_text(text, integer) is 'Whether p_text says something, has at most p_longest characters, and no control characters but line'
  ' breaks; null for null.';
grant execute on function app.is_short_text(text, integer) to authenticated, service_role;
