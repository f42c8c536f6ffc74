CREATE SCHEMA s; CREATE TABLE s.t (id bigint, name text); INSERT INTO s.t VALUES (1, 'old'); CREATE VIEW s.names AS SELECT name FROM s.t;
