CREATE SCHEMA s;
CREATE TABLE s.run (id bigint PRIMARY KEY, lasts interval, size bigint NOT NULL, at timestamptz NOT NULL);
