CREATE SCHEMA s;
CREATE TABLE s.t(id int primary key, cc char(2), ts timestamp(0), tm time(0), r real, m money, nm name, arr varchar(3)[], iv interval, ts2 interval, tz timetz);
