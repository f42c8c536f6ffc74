CREATE SCHEMA s; CREATE TABLE s.other (id bigint);
