CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, e INTEGER);
INSERT INTO t VALUES (1, 1, 1), (2, 'abc', ''), (3, 12.5, -7), (4, '7', ''), (5, 1e300, NULL), (6, '', 3), (7, 9e999, 4);
