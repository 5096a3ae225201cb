-- count_rating: the average of a practitioner is right at every moment (CP-9.5).
--
-- Room:   reviews
-- Writes: app.practitioner_ratings
-- Locks:  the review, then app.practitioner_ratings of its practitioner
create function app.count_rating()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_before integer := case when tg_op <> 'INSERT' and old.hidden_at is null then old.rating end;
  v_after integer := case when tg_op <> 'DELETE' and new.hidden_at is null then new.rating end;
  v_review app.reviews := coalesce(new, old);
begin
  if v_before is not distinct from v_after then
    return null;
  end if;
  if tg_op = 'INSERT' then
    insert into app.practitioner_ratings (practitioner_id, organization_id) values (v_review.practitioner_id, v_review.organization_id)
    on conflict do nothing;
  end if;
  -- By differences: each change of a review is counted once, since whoever changes it has its row, and here they queue for the sum.
  update app.practitioner_ratings as p
  set rating_count = p.rating_count + (v_after is not null)::integer - (v_before is not null)::integer,
      rating_sum = p.rating_sum + coalesce(v_after, 0) - coalesce(v_before, 0)
  where (p.practitioner_id, p.organization_id) = (v_review.practitioner_id, v_review.organization_id);
  return null;
end;
$$;

comment on function app.count_rating() is 'Trigger: what a review adds while it is shown.  A verb changes one review, so that two never wait for one another crosswise.';

create trigger _500_rating after insert or delete or update of rating, hidden_at on app.reviews
for each row execute function app.count_rating();
