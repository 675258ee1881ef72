-- Models by name; last_number is raised in the transaction that adds a version, so that numbers have no gaps.
create table model (
    name        text primary key,
    last_number integer     not null check (last_number >= 1),
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);

create table version (
    id                        text primary key,
    name                      text        not null references model (name),
    number                    integer     not null check (number >= 1),
    -- A job has one version at most, however often its success is reported.
    job_id                    text        not null unique,
    uri                       text        not null,
    sha256                    text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes                bigint      not null,
    adapter                   jsonb,
    held_out                  jsonb,
    architecture              text        not null,
    parameter_count           bigint      not null,
    trainable_parameter_count bigint      not null,
    base_model                text,
    base_version              text references version (id),
    dataset_sha256            text        not null,
    metrics                   jsonb       not null,
    spec                      jsonb       not null,
    trained_tokens            bigint      not null,
    duration_millis           bigint      not null,
    created_at                timestamptz not null,
    unique (name, number)
);

create index version_uri on version (uri);
create index version_sha256 on version (sha256);
