CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
CREATE VIEW listed AS SELECT name FROM t;
CREATE VIEW longest AS SELECT max(name) AS last FROM listed;
