-- A version that was trained elsewhere, or that a user deploys, has no job whose stage this is.
alter table deployment alter column job_id drop not null;
