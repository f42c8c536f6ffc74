CREATE TABLE part (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES part, name VARCHAR(20), weight DECIMAL(8,2));
INSERT INTO part VALUES (1, NULL, 'car', 900), (2, 1, 'wheel', 20.5), (3, 2, 'Tyre', 9), (4, 1, 'door', 30), (5, 4, NULL, NULL);
CREATE VIEW tree AS WITH RECURSIVE t(id, depth, path, weight) AS (
  SELECT id, 0, name, weight FROM part WHERE parent IS NULL
  UNION ALL
  SELECT p.id, depth + 1, path || '/' || p.name, p.weight FROM t JOIN part p ON p.parent = t.id
) SELECT * FROM t WHERE depth < 9;
-- The word RECURSIVE may be missing, and the name may be a table's.
CREATE VIEW roots AS WITH part(id, i) AS (SELECT 1, 0 UNION SELECT 1 + id % 3, i + 1 FROM part WHERE i < 5) SELECT id, count(*) AS n FROM part GROUP BY id;
CREATE VIEW days AS WITH RECURSIVE d(day) AS (VALUES (date('2024-02-27')) UNION ALL SELECT date(day, '+1 day') FROM d LIMIT 4) SELECT day FROM d;
-- A table of WITH may come after the one that reads it.
CREATE VIEW later AS WITH a AS (SELECT id FROM b WHERE id > 3), b AS (SELECT id FROM part) SELECT id FROM a;
-- The order decides which rows there are.
CREATE VIEW first AS WITH RECURSIVE t(id) AS (SELECT 1 UNION ALL SELECT p.id FROM t JOIN part p ON p.parent = t.id LIMIT 3) SELECT id FROM t;
CREATE VIEW deep AS WITH RECURSIVE t(id) AS (SELECT 1 UNION ALL SELECT p.id FROM t JOIN part p ON p.parent = t.id ORDER BY 1) SELECT id FROM t;
-- An integer becomes a real.
CREATE VIEW halves AS WITH RECURSIVE t(n) AS (SELECT 8 UNION ALL SELECT n * 0.5 FROM t WHERE n > 1) SELECT n FROM t;
