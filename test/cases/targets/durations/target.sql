CREATE SCHEMA s;
CREATE TABLE s.d (id bigint PRIMARY KEY, span interval, txt interval);
