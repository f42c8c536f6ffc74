-- SQLite takes an empty name; PostgreSQL does not.
CREATE TABLE "" (a INT, "" TEXT);
INSERT INTO "" VALUES (1, 'one'), (2, 'two');
CREATE VIEW sums AS SELECT count(*) AS n FROM "";
CREATE VIEW columns AS SELECT a AS "" FROM "" AS t;
