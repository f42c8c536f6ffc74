create table a(id integer primary key, x int); create table b(id integer primary key, aid int); create table c(id integer primary key, bid int);
insert into a values(1,10); insert into b values(1,1); insert into c values(1,1);
create view v as select a.x, c.id cid from a inner join (b inner join c on b.id=c.bid) on a.id=b.aid;
create view w as select a.x, c.id cid from a inner join b inner join c on b.id=c.bid and a.id=b.aid;
create view l as select a.x, b.id bid, c.id from a left join (b join c on b.id = c.bid and c.id > 1) on a.id = b.aid;
create view n as select c.id from a join (b join c on b.id = c.bid) on a.id = b.aid;
