-- practice_links: the link to a private room.
--
-- Room:   practice_rooms
-- Owns:   app.practice_links
-- Reads:  app.organizations
-- Writes: app.practice_links
-- Raises: PT403 token_invalid
create table app.practice_links (
  room_id uuid not null,
  organization_id uuid not null,
  token_hash bytea not null,
  created_at timestamptz not null default app.now(),

  constraint practice_links_pkey primary key (room_id, organization_id),
  constraint practice_links_open_a_room foreign key (room_id, organization_id)
  references app.practice_rooms (room_id, organization_id) on delete cascade,
  constraint practice_links_token_is_hashed check (length(token_hash) = 32)
);

comment on table app.practice_links is 'One for each private room: a newer link takes the place of the older.  Only the hash: the host alone has the link.';

create unique index practice_links_by_token on app.practice_links (token_hash);

alter table app.practice_links enable row level security;

create function app.mint_practice_link(p_room app.practice_rooms)
returns text
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  -- Two random UUIDs have 244 random bits; the hash spreads them over 32 bytes.
  v_token text := rtrim(translate(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), '+/', '-_'), '=');
begin
  insert into app.practice_links (room_id, organization_id, token_hash)
  values (p_room.room_id, p_room.organization_id, sha256(convert_to(v_token, 'UTF8')))
  on conflict on constraint practice_links_pkey do update set token_hash = excluded.token_hash, created_at = app.now();
  return v_token;
end;
$$;

comment on function app.mint_practice_link(app.practice_rooms) is 'A new link to the room, which is told this once; the one before opens nothing any more.';

create function app.room_of_link(p_token text)
returns app.practice_rooms
language sql
stable
security invoker
set search_path = ''
as $$
  select r
  from app.practice_links as l
  join app.practice_rooms as r on (r.room_id, r.organization_id) = (l.room_id, l.organization_id)
  join app.organizations as o on o.organization_id = r.organization_id and o.suspended_at is null
  where l.token_hash = sha256(convert_to(p_token, 'UTF8'));
$$;

comment on function app.room_of_link(text) is 'The private room that a link''s token opens, or null; of an organization that is suspended, as of none.';

create function app.fail_practice_link()
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  -- Returned, not raised: the count of wrong tokens must outlive the refusal.
  select app.fail_with_status('token_invalid', 'This link is not valid.', 'Ask the host for the newest link.');
$$;

comment on function app.fail_practice_link() is 'The answer to a link that opens nothing: the same whatever the reason.';
