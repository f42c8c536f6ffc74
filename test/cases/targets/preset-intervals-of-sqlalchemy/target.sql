CREATE SCHEMA s;
CREATE TABLE s.run (id integer PRIMARY KEY, lasts interval, at timestamp);
