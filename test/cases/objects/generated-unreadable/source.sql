CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, loud AS (upper(a)), kept AS (upper(a)) STORED, more AS (loud || '!'), long AS (length(a)));
CREATE INDEX t_loud ON t (loud);
CREATE UNIQUE INDEX t_a ON t (a, loud);
CREATE TABLE w (k TEXT PRIMARY KEY, b TEXT CHECK (upper(b) <> '')) WITHOUT ROWID;
CREATE INDEX w_b ON w (upper(b));
INSERT INTO t (a) VALUES ('x'), ('y');
INSERT INTO w VALUES ('é', 'b'), ('a', 'c');
-- An expression that fails on a row, which SQLite tells whoever reads it.
CREATE TABLE event (id INTEGER PRIMARY KEY, data TEXT);
INSERT INTO event (data) VALUES ('{"kind": "a"}'), ('no JSON'), (NULL);
ALTER TABLE event ADD COLUMN kind AS (json_extract(data, '$.kind'));
-- A function that only the file's application has.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'upper(', 'shout(');
