-- SQLite makes objects by their SQL and does not look at the type beside it; a table of the type TABLE must not vanish.
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE INDEX t_a ON t (a);
CREATE VIEW v AS SELECT a FROM t;
INSERT INTO t VALUES (1, 'x'), (2, 'y');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET type = upper(type);
