CREATE SCHEMA s;
CREATE TABLE s.place (id bigint PRIMARY KEY, code text UNIQUE);
CREATE TABLE s.visit (id bigint PRIMARY KEY, code text REFERENCES s.place (code) ON DELETE CASCADE);
INSERT INTO s.place VALUES (1, 'A');
INSERT INTO s.visit VALUES (1, 'A')
