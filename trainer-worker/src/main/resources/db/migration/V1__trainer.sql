-- One row for each job that a worker heard of. The row is what makes one run of a request that the queue may deliver
-- more than once: whoever does not have the newest attempt has no say.
create table job_run (
    job_id        text primary key,
    -- the newest submission heard of, 0 = none yet
    submission    integer     not null default 0,
    -- raised each time a worker takes the job, over all submissions
    attempt       integer     not null default 0,
    state         text        not null default 'WAITING'
        check (state in ('WAITING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    worker_id     text,
    -- null = no worker has it
    lease_until   timestamptz,
    -- attempts of this submission that ended without a result
    failures      integer     not null default 0,
    -- null = nobody asked for its end
    cancel_reason text,
    -- of the attempt's next event
    next_sequence bigint      not null default 0,
    updated_at    timestamptz not null default now()
);
