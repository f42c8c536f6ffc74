CREATE SCHEMA s;
CREATE TABLE s.egg (id bigint PRIMARY KEY, hen bigint NOT NULL, twin bigint REFERENCES s.egg);
CREATE TABLE s.hen (id bigint PRIMARY KEY, egg bigint REFERENCES s.egg, name text);
ALTER TABLE s.egg ADD FOREIGN KEY (hen) REFERENCES s.hen
