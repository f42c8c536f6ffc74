CREATE SCHEMA s;
CREATE DOMAIN s.code AS char(2);
CREATE DOMAIN s.codes AS varchar(2)[];
CREATE TABLE s.t (id integer PRIMARY KEY, "cc" char(2), "vc" varchar(3), "ts" timestamp(0), "tz3" timestamptz(3), "tm" time(0), "r" real, "m" money, "nm" name, "arr" varchar(3)[], "tsa" timestamp(0)[], "iv" interval, "iv0" interval(0), "tz" timetz, "b" bit(3), "vb" varbit(3), "d" date, "dt" timestamp, "na" numeric(4,1)[], "rng" tsrange, "rn" tsrange, "c" "char", "o" oid, "dom" s.code, "num" numeric(6,2), "ra" real[], "vcd" s.codes);
