\set n :n + 1
\set number :base + :n * :callers + :client_id
select bench.claim(:number::bigint);
