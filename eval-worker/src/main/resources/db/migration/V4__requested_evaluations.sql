-- A request that is repeated with its key is answered with the evaluation it led to.
alter table evaluation add column idempotency_key text unique;
