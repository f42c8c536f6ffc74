CREATE TABLE log (at TEXT, what TEXT, doc JSON);
INSERT INTO log VALUES ('1', 'a', '{"x":1}'), ('1', 'a', '{"x":1}'), ('2', NULL, NULL), ('3', 'c', '{"y":2}');
