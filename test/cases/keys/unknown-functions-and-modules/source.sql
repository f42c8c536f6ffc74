CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT DEFAULT '', c TEXT, d INTEGER UNIQUE, e TEXT AS (upper(a)) STORED);
CREATE INDEX t_a ON t (upper(a));
CREATE UNIQUE INDEX t_d ON t (d) WHERE length(c) > 0;
INSERT INTO t (id, a, b, c, d) VALUES (1, 'w', 'x', 'y', 2);
-- An application's own functions and modules, which no other program has.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT CHECK (my_check(a)), b TEXT DEFAULT (my_name()), c TEXT, d INTEGER UNIQUE, e TEXT AS (my_upper(a)) STORED)' WHERE name = 't';
UPDATE sqlite_schema SET sql = 'CREATE INDEX t_a ON t (my_upper(a))' WHERE name = 't_a';
UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX t_d ON t (d) WHERE my_length(c) > 0' WHERE name = 't_d';
INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql)
  VALUES ('table', 'places', 'places', 0, 'CREATE VIRTUAL TABLE places USING my_index(a, b)');
