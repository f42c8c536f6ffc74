-- As in Anki's collections: the application's own collation orders the key of a table without rowids, and indexes.
CREATE TABLE tags (tag TEXT NOT NULL PRIMARY KEY COLLATE NOCASE, usn INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE fields (kind INTEGER, ord INTEGER, name TEXT COLLATE NOCASE, length AS (length(name)), mine AS (name = 'front'), PRIMARY KEY (kind, ord)) WITHOUT ROWID;
CREATE UNIQUE INDEX fields_name ON fields (name, kind);
CREATE TABLE pairs (a, b, sum AS (a + b), PRIMARY KEY (b COLLATE NOCASE, a)) WITHOUT ROWID;
-- Its virtual columns have SQLite copy it, and check its tree and what stands beside it.
CREATE TABLE decks (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, length AS (length(name)), mine AS (name = 'default'));
CREATE UNIQUE INDEX decks_name ON decks (name);
INSERT INTO tags VALUES ('b', 1), ('A', 2), ('ä', 3);
INSERT INTO fields (kind, ord, name) VALUES (1, 0, 'Front'), (1, 1, 'Back'), (2, 0, 'Front');
INSERT INTO pairs (a, b) VALUES (1, 2), (3, 4);
INSERT INTO decks (id, name) VALUES (1, 'Default'), (1700000000000, 'Deutsch');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'NOCASE', 'unicase');
