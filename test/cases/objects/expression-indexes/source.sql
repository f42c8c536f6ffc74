CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER, doc JSON);
INSERT INTO t VALUES (1, 'Ada', 'x', 3, '{"name": "n"}'), (2, 'ADE', NULL, -4, '{"name": null}'), (3, 'É', '', NULL, NULL);
CREATE UNIQUE INDEX lowered ON t (lower(a));
CREATE UNIQUE INDEX "joined" ON t (a || b);
CREATE INDEX named ON t (json_extract(doc, '$.name'), n DESC);
CREATE INDEX half ON t (n / 2) WHERE n % 2 = 0;
CREATE INDEX year ON t (substr(a, 1, 4), coalesce(b, a), abs(n));
