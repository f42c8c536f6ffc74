CREATE SCHEMA s;
CREATE TABLE s.alerts (id integer PRIMARY KEY, start time);
