-- Arrays whose elements only the server reads, from JSON and from literals.
CREATE TABLE t (id INTEGER PRIMARY KEY, moods JSON, names TEXT, ranges TEXT);
INSERT INTO t VALUES (1, '["sad", "very happy", null]', '["A","b\\\"c, {}","NULL"]', '["[1,5)"]'), (2, '{sad,NULL}', '[]', '{"[1,2)"}'), (3, NULL, '{}', NULL), (4, '["angry"]', NULL, NULL), (5, '[["sad"]]', NULL, NULL);
