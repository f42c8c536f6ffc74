CREATE TABLE t (id INTEGER PRIMARY KEY, invalid JSON, nul JSON, repeated JSON, escaped JSON, huge JSON, odd JSONB, infinite JSON);
INSERT INTO t VALUES (1, '{"a":1}', '"a\u0000b"', '{"a":1,"a":2}', '[{"k":{"a":1}},{"a":1,"\u0061":2}]', '1e400000x', x'00ff', 9e999), (2, '{a:1}', '[]', '{"a":{"a":1}}', '{"a":1}', '[1e400000]', jsonb('[1]'), '{}');
