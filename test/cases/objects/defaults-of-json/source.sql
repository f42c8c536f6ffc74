CREATE TABLE t (id INTEGER PRIMARY KEY, tags JSON NOT NULL DEFAULT (json_array()), settings TEXT DEFAULT (json_object('theme', 'dark', 'size', 2)), raw JSONB DEFAULT (jsonb('{"a":[1,true]}')), made REAL DEFAULT (unixepoch('subsec')));
INSERT INTO t (id) VALUES (1);
