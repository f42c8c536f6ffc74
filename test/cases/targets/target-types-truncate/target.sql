CREATE EXTENSION IF NOT EXISTS citext;
CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('sad', 'happy');
CREATE DOMAIN s.positive AS integer CHECK (VALUE > 0);
CREATE TABLE s.t (p point, mail citext, size s.positive, tags text[], ip inet, mood s.mood, jb jsonb, j json, u uuid, hour time, atz timestamptz,
  at timestamp, day date, name varchar(3), price numeric(6,2), ok boolean, small smallint, k integer PRIMARY KEY);
INSERT INTO s.t (k, mail, p) VALUES (1, 'a@B.c', '(1,2)')
