CREATE SCHEMA s;
CREATE TABLE s.child (id serial PRIMARY KEY, parent integer NOT NULL, name text, upper text GENERATED ALWAYS AS (upper(name)) STORED);
CREATE TABLE s.parent (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, child integer NOT NULL REFERENCES s.child, name text);
INSERT INTO s.child (id, parent, name) VALUES (1, 1, 'seed');
INSERT INTO s.parent OVERRIDING SYSTEM VALUE VALUES (1, 1, 'seed');
ALTER TABLE s.child ADD FOREIGN KEY (parent) REFERENCES s.parent
