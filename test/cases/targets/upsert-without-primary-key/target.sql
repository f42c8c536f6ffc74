CREATE SCHEMA s;
CREATE TABLE s.t (a bigint UNIQUE, b text)
