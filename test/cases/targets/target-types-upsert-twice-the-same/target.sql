CREATE EXTENSION IF NOT EXISTS citext;
CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('sad', 'happy');
CREATE DOMAIN s.positive AS integer CHECK (VALUE > 0);
CREATE TABLE s.t (p point, mail citext, size s.positive, tags text[], ip inet, mood s.mood, jb jsonb, j json, u uuid, hour time, atz timestamptz,
  at timestamp, day date, name varchar(3), price numeric(6,2), ok boolean, small smallint, k integer PRIMARY KEY);
INSERT INTO s.t (k, mail, p) VALUES (1, 'a@B.c', '(1,2)');
UPDATE s.t SET (small, ok, price, name, day, at, atz, hour, u, j, jb, mood, ip, tags, size, mail) = (7, true, 1.5, 'abc', '2024-02-29', '2024-01-01 10:00', '2024-01-01 10:00Z', '08:30',
  '00000000-0000-0000-0000-000000000001', '{"b": 1, "a":2}', '{"b": 1, "a":2}', 'happy', '10.0.0.1', '{x,"y z"}', 5, 'A@b.c')
