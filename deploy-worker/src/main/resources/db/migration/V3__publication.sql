-- A name may be served by our own servers and at other targets at once.
alter table deployment add column target text not null default 'local';
alter table deployment alter column target drop default;
drop index deployment_one_live;
create unique index deployment_one_live on deployment (model_name, target) where status = 'ready';

-- What a publisher has done, step by step, so that it can go on after a restart.
create table publication (
    deployment_id text primary key references deployment,
    status        text  not null check (status in ('publishing', 'published', 'withdrawn')),
    document      jsonb not null
);
create index publication_at_target on publication (deployment_id) where status = 'published';

-- What the newest evaluation of a version said.
create table score (
    version_id text primary key,
    score      jsonb not null
);
