CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  -- NULL passes, LIKE folds ASCII only, integers divide to integers, GLOB does not fold.
  kind TEXT CHECK (kind IN ('a', 'b') OR kind LIKE 'x%'),
  half INTEGER CHECK (half / 2 = 3),
  code TEXT CHECK (code GLOB '[A-Z][0-9]*'),
  flag BOOLEAN CHECK (flag IN (0, 1)),
  size INTEGER, CONSTRAINT "Size Fits" CHECK (size BETWEEN 0 AND 10 AND length(kind) < 4)
);
INSERT INTO t VALUES (1, 'a', 7, 'A1', 1, 5), (2, 'XyZ', 6, 'B9x', 0, 0), (3, NULL, NULL, NULL, NULL, NULL);
