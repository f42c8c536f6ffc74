create table u(id integer primary key autoincrement, n text); insert into u values(1,'a'),(2,'b');

create table v(id integer primary key, n text); insert into v values(5,'a');
create table w(id integer primary key); insert into w values(9);
create table d(id integer primary key); insert into d values(-3);
