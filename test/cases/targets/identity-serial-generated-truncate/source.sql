CREATE TABLE parent (id INTEGER PRIMARY KEY, child INTEGER, name TEXT);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER, name TEXT, upper TEXT);
INSERT INTO parent VALUES (5, 7, 'p');
INSERT INTO child VALUES (7, 5, 'c', 'ignored')
