CREATE TABLE kept (a);
INSERT INTO kept VALUES (1);
CREATE VIRTUAL TABLE without USING fts5(body, content='');
INSERT INTO without(rowid, body) VALUES (1, 'gone');
CREATE VIRTUAL TABLE words USING fts5vocab(without, row);
-- A module that only its application has.
PRAGMA writable_schema = ON;
INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', 'spell', 'spell', 0, 'CREATE VIRTUAL TABLE spell USING spellfix1');
