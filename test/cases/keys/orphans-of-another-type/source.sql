create table track_locations(id integer primary key, location varchar(512) unique);
create table library(id integer primary key, title text, location integer references track_locations(location));
insert into track_locations values(1,'/music/a.mp3'),(2,'/music/b.mp3');
insert into library values(1,'A',1),(2,'B',2);
-- One text that an integer could equal, and the types become one as ever.
create table place(id integer primary key, code text unique);
create table visit(id integer primary key, place integer references place(code));
insert into place values(1,'1'),(2,'x');
insert into visit values(1,1),(2,7);
-- Of several columns one that never matches is enough.
create table pair(a text, b text, primary key (a, b));
create table half(a integer, b integer, foreign key (a, b) references pair);
insert into pair values('1','x');
insert into half values(1,2);
-- UUIDs among names, and no rows to match at all.
create table named(name text primary key);
create table owned(id integer primary key, owner uuid references named);
insert into named values('ann');
insert into owned values(1,'6f9619ff-8b86-d011-b42d-00c04fc964ff'),(2,null);
create table empty(name text primary key);
create table lost(empty integer references empty);
insert into lost values(5);
create table waiting(empty integer references empty);
