-- Who is at work on a migration, and until when at least. Not in the migration's own row: whoever changes staging holds a share lock on that
-- one, for as long as an index takes, and the lease has to be renewed meanwhile.
CREATE TABLE litelift.lease (
  migration   text PRIMARY KEY REFERENCES litelift.migration ON DELETE CASCADE,
  claim       bigint NOT NULL,
  -- What the owner calls itself: the session of a process, or the ARN of an execution, which works in many sessions one after the other.
  owner       text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('session', 'execution')),
  -- By this server's clock.
  lease_until timestamptz NOT NULL
);
