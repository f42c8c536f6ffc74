create table p(id integer primary key);
create table c(id integer primary key, pid int references p(id));
insert into c values(1,99);
-- the next version of the same file: insert into c values(2,98);

insert into c values(2,98);
