CREATE SCHEMA s; CREATE TABLE s.t (id bigint, at bigint);
