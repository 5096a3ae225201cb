\set n :n + 1
\set number :base + :n * :callers + :client_id
select api.create_booking(
  bench.id(3, :number::bigint % 200), bench.id(4, :number::bigint % 4), bench.start_of(:number::bigint), bench.client_of(:number::bigint % 50000),
  idempotency_key => gen_random_uuid()::text
);
