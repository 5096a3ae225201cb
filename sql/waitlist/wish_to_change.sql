-- wish_to_change: one wish, and its open offer, locked for whoever may answer.
--
-- Room:   waitlist
-- Reads:  app.waitlist_entries, app.waitlist_offers, app.waitlist_tokens
-- Writes: app.rate_limits
-- Locks:  the practitioner of the open offer, then the wish and the offer
-- Raises: PT401 not_signed_in, PT404 not_found, PT410 token_expired, PT429 too_many_requests
create function app.wish_of_token(p_token text)
returns app.waitlist_entries
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_hash bytea := sha256(convert_to(p_token, 'UTF8'));
  v_token app.waitlist_tokens;
  v_entry app.waitlist_entries;
begin
  perform app.limit_rate('tokens from ' || r.requester, 120) from app.requester() as r (requester) where r.requester is not null;
  select * into v_token from app.waitlist_tokens as t where t.token_hash = v_hash;
  if not found then
    return null;
  end if;
  perform app.limit_rate('token ' || encode(v_hash, 'hex'), 60);
  if v_token.expires_at <= app.now() then
    perform app.fail('token_expired', 'This link has expired.', 'Please contact the practice.');
  end if;
  select * into v_entry from app.waitlist_entries as e where (e.entry_id, e.organization_id) = (v_token.entry_id, v_token.organization_id);
  return v_entry;
end;
$$;

comment on function app.wish_of_token(text) is 'The wish that a link opens, or null.';

create function app.wish_to_change(p_token text, p_entry_id uuid)
returns app.waitlist_entries
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_entry app.waitlist_entries;
begin
  if p_token is not null then
    v_entry := app.wish_of_token(p_token);
    if v_entry.entry_id is null or v_entry.entry_id <> p_entry_id then
      return null;
    end if;
    perform app.act_as('client:' || (v_entry.client ->> 'email'));
  else
    perform app.sign_in_required();
    select * into v_entry from app.waitlist_entries as e where e.entry_id = p_entry_id;
    if (
      v_entry.client_id = any (private.my_client_ids()) or v_entry.organization_id = any (private.organizations_where('sessions:manage'))
      or v_entry.practitioner_id = any (private.my_practitioner_ids('sessions:write'))
    ) is not true then
      perform app.fail('not_found', 'No such wish that you may see.', 'Check which account you are signed in with.');
    end if;
  end if;
  -- One practitioner: a wish has one open offer at most.
  perform app.lock_practitioner(o.practitioner_id) from app.waitlist_offers as o where o.entry_id = v_entry.entry_id and o.status = 'open';
  select * into v_entry from app.waitlist_entries as e where e.entry_id = v_entry.entry_id for update;
  return v_entry;
end;
$$;

comment on function app.wish_to_change(text, uuid) is
  'The wish of a link, or of the signed-in client or member, locked; null for a link that opens nothing or another one.  p_entry_id: null takes the link''s.';

create function app.offer_to_settle(p_entry app.waitlist_entries, p_offer_id uuid)
returns app.waitlist_offers
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_offer app.waitlist_offers;
begin
  select * into v_offer from app.waitlist_offers as o where (o.entry_id, o.offer_id) = (p_entry.entry_id, p_offer_id) for update;
  if not found then
    perform app.fail('not_found', 'There is no such offer for this wish.', 'Open the link from the newest mail.');
  end if;
  return v_offer;
end;
$$;

comment on function app.offer_to_settle(app.waitlist_entries, uuid) is 'The offer of a locked wish, locked.  Raises PT404 not_found.';
