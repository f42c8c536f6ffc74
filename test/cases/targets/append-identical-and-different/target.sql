CREATE SCHEMA s;
CREATE TABLE s.p (id int PRIMARY KEY, name varchar(20) UNIQUE, note text, extra int DEFAULT 7);
CREATE TABLE s.c (id int PRIMARY KEY, p_id int REFERENCES s.p);
INSERT INTO s.p VALUES (1, 'same', 'x', 1), (2, 'else', 'y', 2), (9, 'taken', 'by name', 3);
