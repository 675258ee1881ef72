-- Exports whose results nobody wants any more; the same request leads to a new one.
alter table export drop constraint export_status_check;
alter table export add constraint export_status_check
    check (status in ('queued', 'running', 'completed', 'refused', 'failed', 'cancelled', 'deleted'));
