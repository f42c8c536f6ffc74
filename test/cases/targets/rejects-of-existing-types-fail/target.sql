CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('sad', 'happy');
CREATE DOMAIN s.positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN s.short AS text CHECK (length(VALUE) < 3);
CREATE TABLE s.t (id bigint PRIMARY KEY, small smallint, day date, mood s.mood, size s.positive, name varchar(3), u uuid, ok boolean,
  price numeric(6,2), short s.short);
