CREATE TABLE t (at DATETIME, name TEXT NOT NULL DEFAULT '', n DECIMAL(5,2), u UUID, raw BLOB, PRIMARY KEY (name, at));
INSERT INTO t VALUES ('2024-01-02 03:04:05', 'a', 1.25, '00112233-4455-6677-8899-aabbccddeeff', x''), ('', '', '', '', '');
