CREATE TABLE t (id INTEGER PRIMARY KEY, i, x, b, r, mixed, numbers, wide, bytes, empty);
INSERT INTO t VALUES (1, 1, 'a', x'00', 1.5, 1, 1, 9007199254740993, 'a', NULL), (2, -9223372036854775808, '', x'', -2.5, 'a', 1.5, 0.5, x'ff', NULL);
CREATE TABLE strict (id INTEGER PRIMARY KEY, i ANY, x ANY, mixed ANY, number INT) STRICT;
INSERT INTO strict VALUES (1, 7, '007', 7, 7), (2, 8, '008', '007', 8);
