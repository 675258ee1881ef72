-- A submission that is repeated with its key is answered with the job it led to.
create table submission (
    idempotency_key text primary key,
    fingerprint     text not null, -- SHA-256 of what was submitted
    job_id          text not null references job
);
