-- What the server of a deployment said last, so that every request is told once.
create table usage_reading (
    deployment_id text primary key,
    reading       jsonb not null
);
