CREATE TABLE t (id INTEGER PRIMARY KEY, two BOOLEAN, negative TINYINT(1), large BIT, yes BOOL, half BOOLEAN);
INSERT INTO t VALUES (1, 0, -1, 1, 't', 0.5), (2, 2, 1, 3000000000, 'yes', 1);
