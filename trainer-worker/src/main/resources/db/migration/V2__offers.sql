-- What each worker has for a job, so that one that cannot run a job knows whether another can.
create table worker_offer (
    worker_id text primary key,
    processes integer     not null,
    gpus      integer     not null,
    -- its last sign of life
    seen_at   timestamptz not null
);
