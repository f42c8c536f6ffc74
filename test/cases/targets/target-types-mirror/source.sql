CREATE TABLE t (K INTEGER PRIMARY KEY, small INTEGER, ok BOOLEAN, price NUMERIC, name TEXT, day DATE, at DATETIME, atz DATETIME, hour TIME,
  u UUID, j JSON, jb JSON, mood TEXT, ip TEXT, tags TEXT, size INTEGER, mail TEXT, p TEXT);
INSERT INTO t VALUES
  (1, 7, 1, 1.5, 'abc', '2024-02-29', '2024-01-01 10:00:00', '2024-01-01T10:00:00Z', '08:30', '00000000-0000-0000-0000-000000000001',
   '{"b": 1, "a":2}', '{"b": 1, "a":2}', 'happy', '10.0.0.1', '{x,"y z"}', 5, 'A@b.c', '(1,2)'),
  (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
