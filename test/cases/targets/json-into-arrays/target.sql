CREATE SCHEMA s;
CREATE EXTENSION hstore SCHEMA s;
CREATE TABLE s.item (id int PRIMARY KEY, arr text[], nums int[], h s.hstore, price numeric(10,2), at timestamp(3), d interval);
