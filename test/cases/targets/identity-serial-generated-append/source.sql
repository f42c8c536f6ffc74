CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, child INTEGER, name TEXT);
CREATE TABLE child (id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER, name TEXT, upper TEXT);
INSERT INTO parent VALUES (5, 7, 'p');
INSERT INTO child VALUES (7, 5, 'c', 'ignored');
-- A number that a row had which is gone, and one that no integer of the target holds.
INSERT INTO parent VALUES (9, 7, 'gone');
DELETE FROM parent WHERE id = 9;
UPDATE sqlite_sequence SET seq = 9000000000 WHERE name = 'child'
