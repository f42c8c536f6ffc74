CREATE TABLE t (id INTEGER PRIMARY KEY, i INT, r REAL, d DECIMAL(5,2), b BOOLEAN, u UUID, j JSON, clock TIME, s TEXT, untyped);
INSERT INTO t VALUES (1, 5, 1.5, 2.25, 1, '0f8fad5b-d9cb-469f-a165-70867728950e', '{}', '12:34', 'a', 1), (2, '', '', '', '', '', '', '', '', '');
