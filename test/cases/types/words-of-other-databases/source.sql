CREATE TABLE t (id INTEGER PRIMARY KEY, a UNSIGNED BIG INT, b UNSIGNED INT(11), c TEXT(100), d NUMBER, e STRING, f LONGTEXT, g YEAR, h BINARY(16),
  i INT64, j FLOAT8, k BYTE[], l TEXT[], m POINT, n HSTORE, o INTEGER UNSIGNED, p VARCHAR(-0), q DECIMAL(99999999999999999999, 2), r VARCHAR(99999999999),
  s ENUM(2), t "odd ()", u CHARINT, v FLOATING POINT, w NUMERIC(-1, -2), x INT8, y SERIAL, z TINYBLOB);
INSERT INTO t VALUES (1, 1, 2, 'c', 1.5, 'e', 'f', 1999, x'00112233445566778899aabbccddeeff', 9, 2.5, x'01', '{a}', '(1,2)', 'a=>1', 3, 'p', 1.25, 'r', 'a', 'x', 5, 6, 7, 8, 9, x'ff'),
  (2, 9223372036854775807, -2, '', '007', '007', '', '2000', NULL, -9, 1, x'02', '{}', '(3,4)', '', 4, '', 2, '', 'b', 1, 6, 0.5, 8.5, -8, 10, 'z');
