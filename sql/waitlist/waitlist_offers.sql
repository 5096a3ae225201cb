-- waitlist_offers: which time was offered to whom, until when.
--
-- Room: waitlist
-- Owns: app.waitlist_offers
create table app.waitlist_offers (
  offer_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  entry_id uuid not null,
  practitioner_id uuid not null,
  claim_id bigint not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  expires_at timestamptz not null,
  status text not null default 'open',
  settled_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint waitlist_offers_pkey primary key (offer_id, organization_id),
  constraint waitlist_offers_answer_a_wish foreign key (entry_id, organization_id)
  references app.waitlist_entries (entry_id, organization_id) on delete cascade,
  constraint waitlist_offers_are_with_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint waitlist_offers_start_before_end check (starts_at < ends_at),
  constraint waitlist_offers_know_their_state check (status in ('open', 'accepted', 'declined', 'lapsed', 'withdrawn')),
  constraint waitlist_offers_settle_once check ((status = 'open') = (settled_at is null))
);

comment on table app.waitlist_offers is
  'Each open offer is backed by a hold.  The same time is offered to one wish once: whoever lets it pass makes way for the next, and nobody behind starves.';
comment on column app.waitlist_offers.claim_id is 'Of the hold behind it.  No foreign key on purpose: an offer outlives its claim.';
comment on column app.waitlist_offers.expires_at is
  'What the client is told.  The hold lives two minutes longer: the tick passes the time on before anybody else can take it.';

create unique index waitlist_offers_one_open_each on app.waitlist_offers (entry_id, organization_id) where status = 'open';
create unique index waitlist_offers_never_twice on app.waitlist_offers (entry_id, practitioner_id, starts_at);
create index waitlist_offers_by_practitioner on app.waitlist_offers (practitioner_id, organization_id);
create index waitlist_offers_open_by_expiry on app.waitlist_offers (expires_at) where status = 'open';

create trigger _900_audit after insert or update or delete on app.waitlist_offers
for each row execute function private.audit_row('waitlist_offer', 'offer_id');

alter table app.waitlist_offers enable row level security;
