-- A surrogate without its other half has no UTF-8; as bytes it is the three that its number would have.
PRAGMA encoding = 'UTF-16le';
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO t VALUES (1, 'é😀'), (2, CAST(x'610000d86200' AS TEXT));
