CREATE SCHEMA s;
CREATE TABLE s."User" (id integer PRIMARY KEY, born timestamp(3), day date);
