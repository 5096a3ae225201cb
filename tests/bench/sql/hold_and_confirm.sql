\set n :n + 1
\set number :base + :n * :callers + :client_id
select api.request_hold(
  bench.id(3, :number::bigint % 200), bench.id(4, :number::bigint % 4), bench.start_of(:number::bigint), idempotency_key => gen_random_uuid()::text
) ->> 'hold_key' as hold_key \gset
select api.confirm_hold(:hold_key::text, bench.client_of(:number::bigint % 50000), idempotency_key => gen_random_uuid()::text);
