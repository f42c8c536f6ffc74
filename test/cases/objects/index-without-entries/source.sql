-- The index of t is an empty one, as a page of zeros or a lost write leaves it.
CREATE TABLE t (a INTEGER, b TEXT);
CREATE TABLE none (a INTEGER);
CREATE INDEX none_a ON none (a);
CREATE INDEX some ON t (b) WHERE a > 5;
CREATE INDEX t_a ON t (a);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 11) INSERT INTO t SELECT i, 'x' FROM n;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'none_a') WHERE name = 't_a';
PRAGMA writable_schema = RESET;
