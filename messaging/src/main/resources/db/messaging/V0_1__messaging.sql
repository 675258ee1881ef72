-- Events of committed transactions that wait for the relay; error says why a row can never be sent.
create table outbox (
    id         bigint generated always as identity primary key,
    topic      text        not null,
    key        text        not null,
    headers    jsonb       not null,
    body       text        not null,
    created_at timestamptz not null default now(),
    error      text
);

create index outbox_waiting on outbox (id) where error is null;

-- Events that were handled, so that each one is handled once.
create table inbox (
    event_id   text primary key,
    handled_at timestamptz not null default now()
);

create index inbox_handled_at on inbox (handled_at);
