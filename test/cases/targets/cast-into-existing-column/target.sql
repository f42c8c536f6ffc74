CREATE SCHEMA s; CREATE TABLE s.t (id bigint, at timestamp, n numeric(6,2), label varchar(3));
