CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE private (id INTEGER PRIMARY KEY, secret TEXT);
INSERT INTO t VALUES (1, 'a');
INSERT INTO private VALUES (1, 's');
CREATE VIEW good AS SELECT id, name FROM t;
-- Its table is gone.
CREATE TABLE gone (a);
CREATE VIEW broken AS SELECT a FROM gone;
DROP TABLE gone;
CREATE VIEW on_broken AS SELECT a FROM broken;
-- Two that read each other.
CREATE VIEW hen AS SELECT id FROM egg;
CREATE VIEW egg AS SELECT id FROM hen;
-- Its table is excluded.
CREATE VIEW secrets AS SELECT secret FROM private;
-- No translation gives the same rows.
CREATE VIEW names AS SELECT name, group_concat(name) FROM t;
-- Nothing like it in PostgreSQL, or in any database.
CREATE TABLE keyless (k TEXT);
CREATE VIEW sleeper AS SELECT pg_sleep(1000) AS a FROM t;
CREATE VIEW hidden AS SELECT "rowid" AS a FROM keyless;
