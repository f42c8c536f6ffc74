CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, other TEXT);
CREATE INDEX t_other ON t (other);
INSERT INTO t VALUES (1, 'a', 'b'), (2, 'A', 'B');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT COLLATE unicase UNIQUE, other TEXT)' WHERE name = 't';
UPDATE sqlite_schema SET sql = 'CREATE INDEX t_other ON t (other COLLATE localized)' WHERE name = 't_other';
