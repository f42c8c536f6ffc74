CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER NOT NULL DEFAULT 3, c TEXT);
INSERT INTO t VALUES (1, '', 0, NULL);
CREATE TABLE old (id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL);
INSERT INTO old VALUES (1, 'x', 'y'), (2, NULL, 'z'), (3, NULL, 'z');
-- What an ALTER of an old SQLite left behind: a constraint that no row was held against.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE old (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL)' WHERE name = 'old';
PRAGMA writable_schema = RESET;
