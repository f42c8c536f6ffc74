CREATE TABLE t (id INTEGER PRIMARY KEY, empty DATETIME, zero DATETIME, words DATETIME, zoned TIMESTAMP, day DATE, several DATETIME);
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10000)
INSERT INTO t SELECT n, iif(n <= 3, '', '2024-01-01 00:00:00'), iif(n = 5, 0, '2024-01-01 00:00:00'), iif(n IN (7, 9), 'N/A', '2024-01-01'), iif(n = 2, '', '2024-01-01 00:00:00Z'),
  iif(n = 4, '', '2024-01-01'), CASE n WHEN 1 THEN '' WHEN 2 THEN 0 WHEN 3 THEN 'unknown since the very first day of it' WHEN 4 THEN 'a' WHEN 5 THEN 'b' ELSE '2024-01-01 00:00:00' END FROM n;
