create table d(id integer primary key, span bigint, txt text);
insert into d values(1, 5400000000, '3 days'),(2, 1000000, '1:30'),(3, 5, 'PT5S'),(4, 7, '1.02:03:04'),(5, 0, '-1 mon +2 days'),(6, 1, '1970-01-02 00:00:01.5');
