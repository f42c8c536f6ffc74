CREATE TABLE t (id INTEGER PRIMARY KEY, doc JSON, bin JSONB, both JSON, asbytes JSON);
INSERT INTO t VALUES (1, '{"a": [1, 2.50, null, "é"]}', jsonb('{"a":[1,2.5,null,"\u00e9"]}'), '{"b":1}', CAST('{"x":"é"}' AS BLOB)), (2, ' [] ', jsonb('[]'), jsonb('[true,false]'), CAST('[1]' AS BLOB)),
  (3, '5', jsonb('"text"'), 12, NULL), (4, '1.5', jsonb('123456789012345678901234567890'), 1e300, CAST('null' AS BLOB)), (5, 'null', NULL, '"𝄞"', CAST('7' AS BLOB));
