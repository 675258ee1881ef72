-- A version may take a part of the requests while the one before takes the rest.
alter table deployment drop constraint deployment_status_check;
alter table deployment add check (status in ('starting', 'canary', 'ready', 'failed', 'stopped'));
alter table deployment add column step integer check ((status = 'canary') = (step is not null));
alter table deployment add column step_since timestamptz check ((status = 'canary') = (step_since is not null));
-- The deployment in whose place an older version is served again.
alter table deployment add column returns_from text;

drop index deployment_wanted;
create index deployment_wanted on deployment (created_at) where status in ('starting', 'canary', 'ready');
-- One version at a time is introduced.
create unique index deployment_one_coming on deployment (model_name, target) where status in ('starting', 'canary');

-- The history of each deployment.
create table transition (
    number        bigint generated always as identity primary key,
    deployment_id text        not null references deployment,
    at            timestamptz not null,
    status        text        not null,
    weight        integer     not null,
    reason        text        not null
);
create index transition_of on transition (deployment_id, number);
