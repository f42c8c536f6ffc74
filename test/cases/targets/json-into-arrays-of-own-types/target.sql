CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('sad', 'very happy');
CREATE DOMAIN s.known AS text CHECK (VALUE <> '');
CREATE TABLE s.t (id bigint PRIMARY KEY, moods s.mood[], names s.known[], ranges int4range[]);
