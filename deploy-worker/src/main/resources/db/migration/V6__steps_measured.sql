-- Why a version stays at its step until somebody decides.
alter table deployment add column held text check (held is null or status = 'canary');

-- What was measured in the step that is under way, so that it goes on after a restart.
create table step_measured (
    deployment_id text primary key references deployment,
    measured      jsonb not null
);
