CREATE TABLE t (id INTEGER PRIMARY KEY, raw TEXT, ref TEXT);
INSERT INTO t (raw, ref) VALUES ('aGVsbG8=', 'ABEiM0RVZneImaq7zN3u/w=='), ('aGVsbG8', NULL), ('-_8=', NULL), ('aGVs' || char(10) || 'bG8=', NULL), ('', NULL);
