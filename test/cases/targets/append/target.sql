CREATE SCHEMA s; CREATE TABLE s.t (id serial PRIMARY KEY, name text, extra int DEFAULT 5); INSERT INTO s.t (id, name) VALUES (1, 'kept');
