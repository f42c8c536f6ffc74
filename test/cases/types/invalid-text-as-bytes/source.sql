CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
INSERT INTO t (v) VALUES ('good'), ('é'), (CAST(x'61ff62' AS TEXT)), (CAST(x'e282' AS TEXT)), (CAST(x'80939485' AS TEXT)), ('');
INSERT INTO t (v) VALUES ('a' || char(0) || 'b'), (CAST(x'00eda080ff' AS TEXT));
