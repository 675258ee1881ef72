create table evaluation (
    id           text primary key,
    version_id   text        not null,
    reference    text        not null, -- name/number of the version
    job_id       text        not null,
    registered   text        not null, -- the event VersionRegistered
    status       text        not null check (status in ('queued', 'running', 'completed', 'skipped', 'failed')),
    runs         integer     not null,
    outcome      text check ((status = 'completed') = (outcome is not null)),
    failure_code text check ((status = 'failed') = (failure_code is not null)),
    reason       text,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    unique (version_id, job_id)
);

create index evaluation_unsettled on evaluation (created_at) where status in ('queued', 'running');
create index evaluation_by_job on evaluation (job_id);
create index evaluation_by_reference on evaluation (reference);
