CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT, b BLOB);
INSERT INTO t VALUES (1, '1', NULL), (2, 'two', NULL), (3, x'ff00', NULL), (4, 'a' || char(27) || '[31m' || char(10), NULL), (5, NULL, x'0102');
