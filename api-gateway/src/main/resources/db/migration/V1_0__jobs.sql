-- A job as the gateway knows it; the columns beside the document are those that are searched by.
create table job (
    id         text        primary key,
    status     text        not null,
    settled    boolean     not null,
    created_at timestamptz not null,
    document   jsonb       not null
);

create index job_status on job (status, id);

-- What happened to a job, numbered per job without gaps; kind_number counts the events of a frequent type, which are
-- thinned out by it.
create table job_event (
    job_id      text        not null references job (id) on delete cascade,
    number      bigint      not null,
    type        text        not null,
    kind_number bigint,
    time        timestamptz not null,
    message     text        not null,
    primary key (job_id, number)
);

create index job_event_type on job_event (job_id, type, kind_number);
