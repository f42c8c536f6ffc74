-- SQLite takes an empty name, PostgreSQL does not; and in snake case nothing is left of '%'.
CREATE TABLE "" (a INT, "" TEXT);
INSERT INTO "" VALUES (1, 'one'), (2, 'two');
CREATE VIEW sums AS SELECT count(*) AS n FROM "";
CREATE VIEW columns AS SELECT t.a AS "%" FROM "" AS t;
