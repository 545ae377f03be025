-- Versions after `published_version` that are told already, while an earlier one, of another instance, is not noted yet.
-- Two instances that write in turn into one conversation each tell every other version: only together they leave no gap.
alter table conversations add column told_ahead int4multirange not null default '{}';
