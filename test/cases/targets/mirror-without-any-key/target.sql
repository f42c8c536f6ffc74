CREATE SCHEMA s;
CREATE TABLE s.log (at text, what text, doc json, extra int DEFAULT 5);
INSERT INTO s.log VALUES ('1', 'a', '{"x":1}', 1), ('2', NULL, NULL, 2), ('2', NULL, NULL, 3), ('9', 'z', NULL, 4);
