CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT, note TEXT);
INSERT INTO p VALUES (1, 'same', 'x'), (2, 'other', 'y'), (3, 'new', NULL), (4, 'taken', 'by name');
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER);
INSERT INTO c VALUES (1, 1), (2, 3), (3, NULL);
