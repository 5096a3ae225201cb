-- unsubscribe_tokens: what ends the mail that one can do without, by a link in it.
--
-- Room:   notifications
-- Owns:   app.unsubscribe_tokens
-- Writes: app.rate_limits
create table app.unsubscribe_tokens (
  token_hash bytea not null,
  organization_id uuid not null,
  user_id uuid,
  email text not null,
  recipient text not null,
  kind text not null,
  expires_at timestamptz not null default app.now() + interval '180 days',
  created_at timestamptz not null default app.now(),

  constraint unsubscribe_tokens_pkey primary key (token_hash, organization_id),
  constraint unsubscribe_tokens_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint unsubscribe_tokens_keep_only_a_sha256 check (octet_length(token_hash) = 32),
  constraint unsubscribe_tokens_go_to_a_known_party check (recipient in ('client', 'practitioner', 'admin'))
);

comment on table app.unsubscribe_tokens is
  'SHA-256 of 32 random bytes that only one mail has.  Speaks for one person at one organization, and of nothing but mail that is not essential.  Never revoked: what it'
  ' does is undone by it, too.  Good for half a year, three times what CASL asks for.';
comment on column app.unsubscribe_tokens.kind is 'What the mail was: what one click switches off.';
comment on column app.unsubscribe_tokens.user_id is 'The recipient''s account where email is its own, or null.';
create index unsubscribe_tokens_by_expires_at on app.unsubscribe_tokens (expires_at);
alter table app.unsubscribe_tokens enable row level security;

create function app.unsubscribe_token(p_token text)
returns app.unsubscribe_tokens
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_hash bytea := sha256(convert_to(coalesce(p_token, ''), 'UTF8'));
  v_token app.unsubscribe_tokens;
begin
  -- The edge asks for mail providers, from one place for all of them.
  if current_setting('role', true) is distinct from 'service_role' then
    perform app.limit_rate('tokens from ' || r.requester, 120) from app.requester() as r (requester) where r.requester is not null;
  end if;
  select * into v_token from app.unsubscribe_tokens as t where t.token_hash = v_hash and t.expires_at > app.now();
  if found then
    perform app.limit_rate('token ' || encode(v_hash, 'hex'), 60);
  end if;
  return v_token;
end;
$$;

comment on function app.unsubscribe_token(text) is 'The token''s row, or null for one that is unknown, altered or too old: all the same.';

create function app.preferences_of_token(p_token app.unsubscribe_tokens)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'organization', (select jsonb_build_object('name', o.name, 'slug', o.slug) from app.organizations as o where o.organization_id = p_token.organization_id),
    'kind', p_token.kind,
    'kinds', (
      select jsonb_agg(jsonb_build_object(
        'kind', k.kind,
        'wanted', app.is_wanted(p_token.organization_id, row(p_token.user_id, p_token.email, false, true)::app.event_person, k.kind, 'mail'),
        'keeps_essential', k.keeps_essential
      ) order by k.kind <> p_token.kind, k.kind)
      from app.kinds_for(array[p_token.recipient]) as k
      where k.switchable
    )
  );
$$;

comment on function app.preferences_of_token(app.unsubscribe_tokens) is
  '{organization {name, slug}, kind: of the mail, kinds [{kind, wanted, keeps_essential}]: all that may be switched off}.  No address: whoever has the mail knows it.';
