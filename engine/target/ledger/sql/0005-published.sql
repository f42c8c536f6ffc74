-- The report of the last publication, which attempts that follow (--again) leave as it is; null where there was none.
ALTER TABLE litelift.migration ADD COLUMN published jsonb;
UPDATE litelift.migration SET published = report WHERE state = 'published';
