create table users(id integer primary key autoincrement, createdAt datetime not null);
insert into users(createdAt) values('2022-04-09 22:33:33.507 +00:00'),('2022-04-09 22:33:34.507 +00:00');
create table forms(id integer primary key, at datetime);
insert into forms(at) values('2022-04-09 22:33:33+0000'),('2022-04-09 22:33:33+01'),('2022-04-09T22:33:33,123Z'),('2022-04-09t22:33:33z'),('2022-04-09 22:33:33Z '),
  ('2022-04-09 22:33:33.5 +0100 CET m=+0.003'),('2022-04-09 22:33:33 +0000 UTC');
create table fine(id integer primary key, at datetime); insert into fine(at) values('2022-04-09 22:33:33.1234567'),('2022-04-09 22:33:33.123456789Z');
create table rounded as select * from fine;
