-- Sources that share tables: the key constants that tell their rows apart, as text, and when the object was last modified. Null without.
ALTER TABLE litelift.migration ADD COLUMN constants text, ADD COLUMN last_modified timestamptz;
CREATE INDEX migration_constants ON litelift.migration (target_schema, constants) WHERE constants IS NOT NULL;

-- What the name of a schema was made of, so that other values that give the same name are refused.
CREATE TABLE litelift.schema_owner (
  schema_name text PRIMARY KEY,
  made_of     text NOT NULL
);
