CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE NOT NULL UNIQUE);
INSERT INTO t VALUES (1, 'ann'), (2, 'Bo'), (3, 'Zoë'), (4, 'cy'), (5, 'É'), (6, 'é');
