-- What was of profiles alone: parts of a file that is too large for one task, each asked of a task of its own, until the migration ends.
ALTER TABLE litelift.profile RENAME TO part;
ALTER TABLE litelift.part ADD COLUMN task text NOT NULL DEFAULT 'profile';
ALTER TABLE litelift.part ALTER COLUMN task DROP DEFAULT;
ALTER TABLE litelift.part DROP CONSTRAINT profile_pkey, ADD PRIMARY KEY (migration, task, shard);
