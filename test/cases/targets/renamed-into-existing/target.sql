CREATE SCHEMA s; CREATE TABLE s.people (id int, name text);
