CREATE TABLE t (code TEXT PRIMARY KEY, other TEXT UNIQUE, CHECK (code < '2'));
INSERT INTO t VALUES ('1', '7'), ('01', '07');
