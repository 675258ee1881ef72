-- A version that was trained elsewhere has no job, and a version may be scored again on request.
alter table evaluation alter column job_id drop not null;
alter table evaluation drop constraint evaluation_version_id_job_id_key;
alter table evaluation add column cause text not null default 'registration' check (cause in ('registration', 'request'));
alter table evaluation alter column cause drop default;
create unique index evaluation_of_registration on evaluation (version_id) where cause = 'registration';

-- What an evaluation needs of the event that called for it.
alter table evaluation add column task text;
update evaluation set task = json_build_object(
    'cause', 'registration',
    'version', registered::json->'version',
    'job_id', job_id,
    'attempt', (registered::json->'head'->>'attempt')::int,
    'wanted', registered::json->'spec'->'evaluation',
    'held_out', registered::json->'trained'->'held_out',
    'format', registered::json->'spec'->'training_data'->'format',
    'columns', json_build_object(),
    'max_length', (registered::json->'spec'->'hyperparameters'->>'max_length')::int,
    'deployment', registered::json->'spec'->'deployment')::text;
alter table evaluation alter column task set not null;
alter table evaluation drop column registered;
