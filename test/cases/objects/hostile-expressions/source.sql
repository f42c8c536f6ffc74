CREATE TABLE victim (a TEXT);
INSERT INTO victim VALUES ('alive');
CREATE TABLE t (a TEXT DEFAULT '''); DROP TABLE s.victim; --', b TEXT CHECK (b <> '''); SELECT pg_read_file(''/etc/passwd'')'), "c""); DROP TABLE victim; --" TEXT,
  d TEXT GENERATED ALWAYS AS (b || '''); DROP TABLE s.victim; --'));
INSERT INTO t (b) VALUES ('x');
CREATE INDEX "i""); DROP TABLE s.victim; --" ON t (b || '''); DROP TABLE s.victim; --') WHERE b <> '''); DROP TABLE s.victim; --';
CREATE VIEW "v"" AS SELECT 1; DROP TABLE s.victim; --" AS SELECT b || '''; DROP TABLE s.victim; --' AS "x""; DROP TABLE s.victim; --" FROM t;
CREATE VIEW reads AS SELECT pg_read_file('/etc/passwd') AS a FROM t;
CREATE VIEW sleeps AS SELECT a FROM t WHERE pg_sleep(1000) IS NULL;
-- As a file may say that was not made by SQLite.
PRAGMA writable_schema = ON;
CREATE TABLE hurt (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER);
INSERT INTO hurt VALUES (1, 'kept', 'k', 1);
CREATE INDEX by_n ON hurt (n);
UPDATE sqlite_schema SET sql = 'CREATE TABLE hurt (id INTEGER PRIMARY KEY, a TEXT DEFAULT (pg_read_file(''/etc/passwd'')), b TEXT DEFAULT (load_extension(''/tmp/x.so'')) CHECK (lo_import(''/etc/passwd'') > 0 OR writefile(''/tmp/x'', b)), n INTEGER DEFAULT (nextval(''s'')))' WHERE name = 'hurt';
UPDATE sqlite_schema SET sql = 'CREATE INDEX by_n ON hurt (pg_sleep(1000))' WHERE name = 'by_n';
