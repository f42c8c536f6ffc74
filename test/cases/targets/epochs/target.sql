CREATE SCHEMA s;
CREATE TABLE s.t (id int, d timestamptz);
CREATE TABLE s.u (id int, d timestamp);
CREATE TABLE s.v (id int, d timestamp(3));
CREATE TABLE s.w (id int, d timestamptz(0));
