-- Versions in the formats of other programs, each found to answer as its version. Files lie in the artifact store.
create table export (
    id           text primary key,
    version_id   text        not null, -- may be unknown here, as with evaluations
    spec         jsonb       not null,
    uri          text        not null,
    sha256       text        not null,
    size_bytes   bigint      not null,
    source_bytes bigint      not null,
    weight_bytes bigint      not null,
    parity       jsonb       not null,
    exported_at  timestamptz not null
);

create index export_version on export (version_id);
