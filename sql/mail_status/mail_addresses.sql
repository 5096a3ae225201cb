-- mail_addresses: where mail does not arrive, or is not welcome.
--
-- Room: mail_status
-- Owns: app.mail_addresses
create table app.mail_addresses (
  address_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  address text not null,
  bounced_at timestamptz,
  bounce_reason text,
  complained_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint mail_addresses_pkey primary key (address_id, organization_id),
  constraint mail_addresses_are_known_once unique (organization_id, address),
  constraint mail_addresses_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint mail_addresses_are_addresses_in_lower_case check (app.is_email(address) and address = lower(address)),
  constraint mail_addresses_have_done_something check (num_nonnulls(bounced_at, complained_at) > 0)
);

comment on table app.mail_addresses is
  'Only addresses with which something is wrong.  Each organization has its own: what one learned of a person is not for another, and a complaint is about its mail.'
  '  Cleared by clear_mail_address; a client who gives another address is at once reached there.';
comment on column app.mail_addresses.bounced_at is 'Since when a provider says for good that it takes no mail; null: it may.  Nothing at all is sent to it meanwhile.';
comment on column app.mail_addresses.bounce_reason is 'The provider''s word for it, without a text that might name somebody.';
comment on column app.mail_addresses.complained_at is 'Since when its reader calls our mail spam; null: nobody did.  Only what is essential is sent to it.';

create trigger _900_audit after insert or update or delete on app.mail_addresses
for each row execute function private.audit_row('mail_address', 'address_id');

alter table app.mail_addresses enable row level security;
create policy mail_addresses_select_by_admin on app.mail_addresses for select to authenticated
using (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]));
grant select on app.mail_addresses to authenticated, service_role;
