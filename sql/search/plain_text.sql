-- plain_text: words as people type them, without accents and capitals.
--
-- Room: search
create extension if not exists unaccent with schema extensions;
create extension if not exists pg_trgm with schema extensions;

create function app.plain_text(p_text text)
returns text
language sql
stable
parallel safe
security invoker
set search_path = ''
as $$
  select lower(extensions.unaccent('extensions.unaccent', p_text));
$$;

comment on function app.plain_text(text) is '“Montréal” becomes “montreal”: what is searched and what is searched for are compared in this form.';

create function app.search_terms(p_query text)
returns tsquery
language sql
stable
parallel safe
security invoker
set search_path = ''
as $$
  select to_tsquery('simple', string_agg('''' || word || ''':*', ' & '))
  from regexp_split_to_table(app.plain_text(p_query), '[^[:alnum:]]+') as word
  where word <> '';
$$;

comment on function app.search_terms(text) is 'Every word that was typed, each as the beginning of a word; null when there is none.';
