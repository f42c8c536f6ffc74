CREATE SCHEMA s;
CREATE DOMAIN s.amount AS numeric(8, 2);
CREATE TABLE s.t (id bigint PRIMARY KEY, addr inet, tags int[], span int4range, size int CHECK (size > 0),
  name varchar(10) CONSTRAINT lower_name CHECK (name = lower(name)), at timestamp CHECK (at >= '2000-01-01'), needed text NOT NULL,
  low s.amount, high s.amount, extra int DEFAULT 7, CONSTRAINT in_order CHECK (low <= high), CONSTRAINT of_extra CHECK (extra > id - 100))
