-- A midnight that is always written as its day alone is before the same day at 00:00:00, and equal to the day.
CREATE TABLE trip (id INTEGER PRIMARY KEY, at DATETIME, until DATETIME);
INSERT INTO trip VALUES (1, '2024-01-01', '2024-01-01 00:00:01'), (2, '2024-01-01 12:30:00', '2024-01-02'), (3, '2024-01-02', '2024-01-02'), (4, NULL, '2024-01-03 00:00:01'), (5, '2023-12-31 23:59:59', '2024-01-01');
CREATE VIEW since AS SELECT id FROM trip WHERE at >= '2024-01-01 00:00:00';
CREATE VIEW between_days AS SELECT id FROM trip WHERE at BETWEEN datetime('2024-01-01') AND datetime('2024-01-02');
CREATE VIEW on_day AS SELECT id FROM trip WHERE at = '2024-01-01';
CREATE VIEW at_midnight AS SELECT id FROM trip WHERE at = '2024-01-01 00:00:00';
CREATE VIEW not_at_midnight AS SELECT id FROM trip WHERE at <> datetime('2024-01-01');
CREATE VIEW before AS SELECT id FROM trip WHERE at < datetime('2024-01-01');
CREATE VIEW at_noon AS SELECT id FROM trip WHERE at <= '2024-01-01 12:30:00' AND at = '2024-01-01 12:30:00';
CREATE VIEW meeting AS SELECT a.id AS a, b.id AS b FROM trip a JOIN trip b ON a.at = b.until;
CREATE VIEW starts AS SELECT at, count(*) AS n, max(until) AS last FROM trip GROUP BY at;
-- With a midnight in full the moment does not say how it is written.
CREATE TABLE visit (id INTEGER PRIMARY KEY, at DATETIME);
INSERT INTO visit VALUES (1, '2024-01-01'), (2, '2024-01-01 00:00:00'), (3, '2024-01-01 10:00:00');
CREATE VIEW visits AS SELECT id FROM visit WHERE at > '2024-01-01 00:00:00';
-- Nor where there is a third way.
CREATE TABLE call (id INTEGER PRIMARY KEY, at DATETIME);
INSERT INTO call VALUES (1, '2024-01-01'), (2, '2024-01-01 09:00:00'), (3, '2024-01-01 10:00');
CREATE VIEW calls AS SELECT id FROM call WHERE at > '2024-01-01 00:00:00';
