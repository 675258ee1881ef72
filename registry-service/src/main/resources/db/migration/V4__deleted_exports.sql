-- An export whose files were deleted stays in the lineage.
alter table export add column deleted_at timestamptz;
