CREATE TABLE t (a TEXT, b TEXT, deleted INTEGER NOT NULL);
CREATE UNIQUE INDEX t_live ON t (a COLLATE NOCASE) WHERE deleted = 0;
CREATE UNIQUE INDEX t_joined ON t ((a || '/' || b) COLLATE NOCASE);
INSERT INTO t VALUES ('x', 'p', 0), ('X', 'q', 1), ('X', 'r', 1);
