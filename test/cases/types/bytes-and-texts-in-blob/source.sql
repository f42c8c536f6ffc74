CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB);
INSERT INTO t VALUES (1, x'00ff'), (2, 'hello world'), (3, 'aGVsbG8='), (4, ''), (5, x''), (6, NULL), (7, 'é'), (8, '\x00');
