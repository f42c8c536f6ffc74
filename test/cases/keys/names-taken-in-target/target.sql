CREATE SCHEMA s;
CREATE SEQUENCE s.t_id_seq;
CREATE VIEW s.seen AS SELECT 1 AS one;
CREATE TYPE s.kind AS ENUM ('a');
CREATE TABLE s.t_pkey (n integer);
CREATE TABLE s.other (v text CONSTRAINT t_v_key UNIQUE);
