CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);
INSERT INTO t VALUES (1, 'a' || char(9) || 'b'), (2, 'a' || char(10) || 'b'), (3, 'a' || char(13) || char(10)), (4, 'a\b'), (5, '\N'), (6, '\.'), (7, 'it''s "x"'), (8, ''), (9, ' '), (10, 'NULL'), (11, NULL),
  (12, char(8) || char(11) || char(12) || char(127)), (13, char(65279) || 'bom');
