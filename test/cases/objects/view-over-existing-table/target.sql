CREATE SCHEMA s; CREATE TABLE s.t (extra int, name varchar(9), id integer PRIMARY KEY); INSERT INTO s.t VALUES (1, 'old', 7);
