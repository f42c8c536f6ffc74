create table t(id integer primary key, d datetime); insert into t values(1,1714979289123),(2,1714979289999);
create table u as select * from t; create table v as select * from t; create table w as select * from t;
