CREATE SCHEMA s; CREATE TABLE s.t (id int PRIMARY KEY, name varchar(5)); INSERT INTO s.t VALUES (9, 'gone');
