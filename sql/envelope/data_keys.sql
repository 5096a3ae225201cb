-- data_keys: the keys that an organization's secrets are encrypted with, each wrapped by a master key that the database never sees.
--
-- Room:   envelope
-- Owns:   app.data_keys
-- Raises: PT400 invalid_argument
create table app.data_keys (
  key_id uuid not null,
  organization_id uuid not null,
  master_key_id text not null,
  wrapped bytea not null,
  created_at timestamptz not null default app.now(),
  rewrapped_at timestamptz,
  retired_at timestamptz,

  constraint data_keys_pkey primary key (key_id, organization_id),
  constraint data_keys_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete restrict,
  constraint data_keys_name_a_master_key check (master_key_id ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  -- More than the 32 bytes themselves: a key that nobody wrapped does not get in.
  constraint data_keys_are_wrapped check (octet_length(wrapped) between 48 and 4096)
);

comment on table app.data_keys is
  'Encrypted and decrypted outside only.  An organization has one current key, with which new things are encrypted; retired ones still open what they closed.';
comment on column app.data_keys.master_key_id is 'Which key of the edge''s environment, or of a key service, wraps it.';
comment on column app.data_keys.retired_at is 'Since when nothing new is encrypted with it; null: the current one.';

create unique index data_keys_by_id on app.data_keys (key_id);
create unique index data_keys_by_organization_one_current on app.data_keys (organization_id) where retired_at is null;
create index data_keys_by_master_key on app.data_keys (master_key_id, key_id);

alter table app.data_keys enable row level security;

create function app.data_key_answer(p_key app.data_keys)
returns jsonb
language sql
immutable
security invoker
return case when p_key.key_id is not null then jsonb_build_object(
  'key_id', p_key.key_id, 'organization_id', p_key.organization_id, 'master_key_id', p_key.master_key_id,
  'wrapped', translate(encode(p_key.wrapped, 'base64'), E'\n', ''), 'retired_at', p_key.retired_at
) end;

comment on function app.data_key_answer(app.data_keys) is '{key_id, organization_id, master_key_id, wrapped (base64), retired_at}; null for none.';

create function app.sealed_bytes(p_base64 text, p_least integer, p_most integer)
returns bytea
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_bytes bytea;
begin
  if p_base64 ~ '^[A-Za-z0-9+/]+={0,2}$' and length(p_base64) % 4 = 0 and length(p_base64) <= p_most * 4 / 3 + 4 then
    v_bytes := decode(p_base64, 'base64');
  end if;
  if octet_length(v_bytes) between p_least and p_most then
    return v_bytes;
  end if;
  perform app.fail('invalid_argument', format('Ciphertext is base64 of %s to %s bytes.', p_least, p_most), 'Send what the edge encrypted.');
  return null;
end;
$$;

comment on function app.sealed_bytes(text, integer, integer) is 'The bytes of a ciphertext that came as base64.  Raises PT400 invalid_argument.';
