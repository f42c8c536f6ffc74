CREATE SCHEMA s;
CREATE TABLE s.author (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, editor integer REFERENCES s.author, extra text DEFAULT 'seed');
CREATE TABLE s.book (id serial PRIMARY KEY, author integer NOT NULL REFERENCES s.author, isbn text UNIQUE);
INSERT INTO s.author OVERRIDING SYSTEM VALUE VALUES (1, 'Ada', 2, 'kept'), (2, 'Bob', 1, 'kept');
INSERT INTO s.book VALUES (10, 2, 'i-1'), (11, 2, 'i-2'), (12, 1, 'i-3');
CREATE TABLE s.before AS SELECT id, xmin::text AS written FROM s.book
