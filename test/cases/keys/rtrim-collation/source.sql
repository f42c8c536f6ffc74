CREATE TABLE t (code TEXT COLLATE RTRIM UNIQUE, other TEXT COLLATE BINARY UNIQUE);
INSERT INTO t VALUES ('a', 'a'), ('b  ', 'a '), ('c' || char(9), 'A');
