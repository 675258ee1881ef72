-- What users say about a model. A deleted model keeps its row, so that its numbers go on where they ended.
alter table model add column type        text;
alter table model add column description text        not null default '';
alter table model add column tags        jsonb       not null default '{}';
alter table model add column deleted_at  timestamptz;

-- Versions that were trained elsewhere have no job.
alter table version alter column job_id drop not null;
alter table version alter column dataset_sha256 drop not null;
alter table version alter column spec drop not null;
alter table version add column format     text not null default 'huggingface';
alter table version add column family     text not null default '';
alter table version add column source     text;
alter table version add column deleted_at timestamptz;
alter table version add check (job_id is not null or source is not null);
update version set family = lower(regexp_replace(architecture, '(For[A-Z]|LMHead|Model).*$', ''));

create index version_family on version (family);
create index version_base on version (base_version);

-- Names that move from version to version.
create table alias (
    name       text        not null references model (name),
    alias      text        not null,
    version_id text        not null references version (id),
    updated_at timestamptz not null,
    primary key (name, alias)
);

-- What the other services tell of versions. A version may be unknown here, if this schema is younger than the topics.
create table checkpoint (
    job_id     text        not null,
    step       bigint      not null,
    uri        text        not null,
    sha256     text        not null,
    size_bytes bigint      not null,
    best       boolean     not null,
    saved_at   timestamptz not null,
    primary key (job_id, step)
);

create table evaluation (
    id          text primary key,
    version_id  text        not null,
    status      text        not null,
    metrics     jsonb       not null default '{}',
    samples     bigint      not null default 0,
    gate_passed boolean,
    changed_at  timestamptz not null
);

create index evaluation_version on evaluation (version_id, changed_at);

create table deployment (
    id          text primary key,
    version_id  text        not null,
    target      text        not null default '',
    status      text        not null,
    endpoint    text,
    served_name text,
    changed_at  timestamptz not null
);

create index deployment_version on deployment (version_id);

-- Requests to served versions, by day (UTC); counts are the buckets of a histogram of response times.
create table usage (
    version_id   text     not null,
    day          date     not null,
    requests     bigint   not null,
    refused      bigint   not null,
    errors       bigint   not null,
    total_millis bigint   not null,
    counts       bigint[] not null,
    primary key (version_id, day)
);

-- Who changed what.
create table audit (
    id     bigint generated always as identity primary key,
    at     timestamptz not null,
    who    text        not null,
    action text        not null,
    name   text        not null,
    before jsonb,
    after  jsonb
);

create index audit_name on audit (name, id);

-- The metrics of a version: what its newest evaluation measured, and what training measured beyond that.
create view score as
select v.id as version_id, v.metrics || coalesce(
    (select e.metrics from evaluation e where e.version_id = v.id and e.status = 'COMPLETED'
     order by e.changed_at desc, e.id desc limit 1), '{}') as metrics
from version v;

update model m set type = (
    select case
        when v.architecture like '%ForSequenceClassification' then 'SEQUENCE_CLASSIFICATION'
        when v.architecture like '%ForCausalLM' or v.architecture like '%LMHeadModel' then 'CAUSAL_LM'
        when v.architecture like '%Model' then 'EMBEDDING'
    end
    from version v where v.name = m.name order by v.number desc limit 1);
