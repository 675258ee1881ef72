create table deployment (
    id           text primary key,
    model_name   text        not null,
    version_id   text        not null,
    version      text        not null, -- ModelVersion, as in events
    job_id       text        not null,
    attempt      integer     not null,
    wanted       text        not null, -- DeploymentSpec, as in events
    status       text        not null check (status in ('starting', 'ready', 'failed', 'stopped')),
    endpoint     text check ((status = 'ready') = (endpoint is not null)),
    failure_code text check ((status = 'failed') = (failure_code is not null)),
    reason       text,
    replaced     boolean     not null,
    created_at   timestamptz not null,
    updated_at   timestamptz not null
);

-- Requests for a model name have one place to go to.
create unique index deployment_one_live on deployment (model_name) where status = 'ready';
create index deployment_wanted on deployment (created_at) where status in ('starting', 'ready');
create index deployment_by_model on deployment (model_name, updated_at);
