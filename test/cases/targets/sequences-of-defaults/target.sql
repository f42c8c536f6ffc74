CREATE SCHEMA s;
CREATE SEQUENCE s.u_id_seq;
CREATE SEQUENCE s."V seq";
CREATE SEQUENCE s.late;
CREATE SEQUENCE s.down INCREMENT -1;
CREATE TABLE s.u (id int PRIMARY KEY DEFAULT nextval('s.u_id_seq'), n text);
CREATE TABLE s.v (id int PRIMARY KEY DEFAULT (100 + nextval('s."V seq"') - 100), n text);
CREATE TABLE s.w (id int PRIMARY KEY DEFAULT nextval('late'::text));
CREATE TABLE s.d (id int PRIMARY KEY DEFAULT nextval('s.down'));
