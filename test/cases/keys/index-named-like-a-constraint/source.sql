-- "t.t_check" is also how one might write the check of t, "t.child_fkey" its foreign key.
CREATE TABLE parent (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER CHECK (a > 0), p INTEGER REFERENCES parent);
CREATE INDEX "t.t_check" ON t (a);
CREATE INDEX "t.t_p_fkey" ON t (p);
INSERT INTO parent VALUES (1);
INSERT INTO t VALUES (1, 1);
