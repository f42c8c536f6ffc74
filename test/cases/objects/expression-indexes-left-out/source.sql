CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER, made DATETIME, doc JSON);
INSERT INTO t VALUES (1, 'a', 9223372036854775807, '2020-01-01 00:00:00', '{"n": 1}'), (2, 'b', 1, '2020-01-01T00:00:00', '{"n": "1"}');
-- Nothing of the kind in PostgreSQL.
CREATE INDEX by_print ON t (printf('%s', a));
-- Unique in SQLite, where the number and the text differ; texts that are equal in PostgreSQL.
CREATE UNIQUE INDEX by_n ON t (json_extract(doc, '$.n'));
-- PostgreSQL cannot compute it for the first row.
CREATE INDEX by_sum ON t (n + 1);
CREATE INDEX partly ON t (a) WHERE n + n > 7;
CREATE INDEX kept ON t (a);
