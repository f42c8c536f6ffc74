CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, name text); INSERT INTO s.t VALUES (7, 'old');
CREATE VIEW s.listed AS SELECT id FROM s.t; CREATE VIEW s.longest AS SELECT max(id) AS m FROM s.listed;
GRANT SELECT ON s.listed TO PUBLIC;
