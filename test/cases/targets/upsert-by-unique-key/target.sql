CREATE SCHEMA s;
CREATE TABLE s.t (id bigint, code text NOT NULL UNIQUE, n int);
INSERT INTO s.t VALUES (1, 'a', 1), (20, 'b', 20), (9, 'z', 9);
