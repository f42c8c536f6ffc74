-- "types" says what columns of a declared type become; with arguments goes before without, a column's own cast before both.
CREATE TABLE t (id INTEGER PRIMARY KEY, k char(32), c CHAR(8), at DATETIME, day datetime(6), amount DECIMAL(10,2), none, n VARCHAR( 5 ));
INSERT INTO t VALUES(1,'a0eebc999c0b4ef8bb6d6bb9bd380a11','abc',1714979289,1714979289123,0.30000000000000004,'{1,2}','x');
