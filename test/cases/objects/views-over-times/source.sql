CREATE TABLE sale (id INTEGER PRIMARY KEY, day DATE, at DATETIME NOT NULL CHECK (at >= '2000-01-01 00:00:00'), seen TEXT, mixed DATETIME);
INSERT INTO sale VALUES
  (1, '2024-01-01', '2024-01-01 10:00:00', '2024-01-01T10:00:00.500Z', '2024-01-01'),
  (2, '2024-01-01', '2024-01-01 00:00:00', '2024-01-01T00:00:00.000Z', '2024-01-01 00:00:00'),
  (3, '2024-01-02', '2024-01-03 23:59:59', '2024-01-04T00:00:00.000Z', '2024-01-01T00:00:00'),
  (4, NULL, '2024-01-01 10:00:00', NULL, NULL);
CREATE INDEX sale_at ON sale (at) WHERE at > '2024-01-01 09:00:00';
-- All times of `at` are written in one way, which sorts like the times themselves.
CREATE VIEW january AS SELECT id FROM sale WHERE at BETWEEN '2024-01-01' AND '2024-01-31 23:59:59';
CREATE VIEW later AS SELECT id FROM sale WHERE at > '2024-01-01';
CREATE VIEW exact AS SELECT id FROM sale WHERE at = datetime('2024-01-01 10:00');
CREATE VIEW recent AS SELECT id FROM sale WHERE at >= datetime('now', '-1 day');
CREATE VIEW late AS SELECT id FROM sale WHERE at >= day AND date(at) <> day;
CREATE VIEW times AS SELECT at, count(*) AS sales, max(at) AS last FROM sale GROUP BY at;
CREATE VIEW first AS SELECT id, at FROM times JOIN sale USING (at) ORDER BY at, id LIMIT 1;
-- Written in three ways: SQLite compares the texts, which are gone.
CREATE VIEW several AS SELECT id FROM sale WHERE mixed = '2024-01-01 00:00:00';
CREATE VIEW several_grouped AS SELECT mixed FROM sale GROUP BY mixed;
