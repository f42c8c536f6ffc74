CREATE TABLE t (a TEXT DEFAULT '''); DROP TABLE x; --', b TEXT CHECK (b <> '''); SELECT pg_read_file(''/etc/passwd'')'), "c""); DROP" TEXT);
INSERT INTO t (b) VALUES ('x');
