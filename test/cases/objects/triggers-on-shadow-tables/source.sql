-- sqlite-utils enable-counts puts triggers on every table, the shadow tables of FTS included
CREATE TABLE dogs(id INTEGER PRIMARY KEY, name TEXT);
CREATE VIRTUAL TABLE dogs_fts USING fts5(name, content=dogs);
CREATE TABLE _counts([table] TEXT PRIMARY KEY, count INTEGER DEFAULT 0);
CREATE TRIGGER dogs_fts_docsize_counts_insert AFTER INSERT ON dogs_fts_docsize BEGIN INSERT OR REPLACE INTO _counts VALUES ('dogs_fts_docsize', 1); END;
INSERT INTO dogs VALUES(1,'Cleo');
-- A tokenizer that is not here has the schema rewritten in the private copy, and read once more.
CREATE VIRTUAL TABLE other USING fts5(name);
INSERT INTO other(name) VALUES ('Pancakes');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE other USING fts5(name, tokenize=''foreign'')' WHERE name = 'other';
PRAGMA writable_schema = RESET;
