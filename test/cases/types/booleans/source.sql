CREATE TABLE t (id INTEGER PRIMARY KEY, numbers BOOLEAN, words BOOL, tiny TINYINT(1), bits BIT, mixed BOOLEAN, none BOOLEAN);
INSERT INTO t VALUES (1, 0, 't', 1, 1, 0, NULL), (2, 1, 'f', 0, 0, 'true', NULL), (3, NULL, 'true', NULL, 1, 'FALSE', NULL), (4, 1, 'False', 1, NULL, 1, NULL);
