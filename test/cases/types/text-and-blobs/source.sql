CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, v VARCHAR(9));
INSERT INTO t VALUES (1, 'é', 'a'), (2, x'ff00', x'61'), (3, '', x''), (4, NULL, NULL);
