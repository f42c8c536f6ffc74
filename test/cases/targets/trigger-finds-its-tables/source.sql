create table p(id integer primary key); insert into p values(1);
create table t(id integer primary key, p_id int, code text); insert into t values(1,1,'ab');
