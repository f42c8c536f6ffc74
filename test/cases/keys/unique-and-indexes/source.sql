CREATE TABLE t (a INTEGER UNIQUE, b TEXT, c TEXT, d REAL, UNIQUE (c, b), UNIQUE (d DESC), UNIQUE (a, d));
CREATE INDEX t_b ON t (b);
CREATE INDEX t_down ON t (b DESC, c);
CREATE UNIQUE INDEX "T Both" ON t (b, c);
INSERT INTO t VALUES (1, 'x', 'y', 1.5), (NULL, 'x', NULL, NULL), (NULL, 'x', NULL, NULL);
