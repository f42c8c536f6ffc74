-- SQLite takes a blob for the text that its bytes are; a fuzzer found this in files of SQLite's own corpus.
CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT NOT NULL CHECK (length(word) < 9));
INSERT INTO t VALUES (1, 'one');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET type = CAST(type AS BLOB), name = CAST(name AS BLOB), tbl_name = CAST(tbl_name AS BLOB), sql = CAST(sql AS BLOB);
