CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, name text); INSERT INTO s.t VALUES (7, 'old');
CREATE VIEW s.listed AS SELECT upper(name) AS mine FROM s.t;
