-- 120,000 different words of 9 letters: more than the 1 MB that a tsvector holds.
CREATE VIRTUAL TABLE book USING fts5(body);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000)
INSERT INTO book SELECT group_concat(printf('word%06d', i), ' ') FROM n;
