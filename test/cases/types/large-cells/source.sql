CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, b BLOB);
INSERT INTO t VALUES (1, printf('%.*c', 1000000, 'x'), zeroblob(1000000)), (2, printf('%.*c', 20000000, 'x'), zeroblob(20000000)), (3, 'small', x'01');
