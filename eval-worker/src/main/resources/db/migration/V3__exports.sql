create table export (
    id           text primary key,
    version_id   text        not null,
    reference    text        not null, -- name/number of the version
    source       text        not null, -- files it is made of and compared on
    spec         text        not null,
    status       text        not null
        check (status in ('queued', 'running', 'completed', 'refused', 'failed', 'cancelled')),
    runs         integer     not null,
    outcome      text check ((status in ('completed', 'refused')) = (outcome is not null)),
    failure_code text check ((status = 'failed') = (failure_code is not null)),
    reason       text,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);

-- A request that is repeated is answered with the export it led to; one that failed or was cancelled leads to another.
create unique index export_request on export (version_id, md5(spec))
    where status in ('queued', 'running', 'completed', 'refused');
create index export_unsettled on export (created_at) where status in ('queued', 'running');
create index export_by_version on export (version_id);
create index export_by_reference on export (reference);
