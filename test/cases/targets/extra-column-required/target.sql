CREATE SCHEMA s;
CREATE TABLE s.t (a bigint, b text NOT NULL)
