\set n :n + 1
\set number :base + :n * :callers + :client_id
insert into bench.claims (organization_id, practitioner_id, slot_key, occupant, blocked)
values (
  bench.id(1, :number::bigint % 4), bench.id(3, :number::bigint % 200), :number::bigint, :number::bigint,
  tstzrange(bench.start_of(:number::bigint), bench.start_of(:number::bigint) + interval '30 minutes')
);
