CREATE SCHEMA s;
CREATE TABLE s.parent (id int PRIMARY KEY, name text);
CREATE TABLE s.child (id int PRIMARY KEY, parent int NOT NULL REFERENCES s.parent);
CREATE TABLE s.log (id int PRIMARY KEY, child int REFERENCES s.child, note text);
CREATE TABLE s.swapped (id int, old text);
INSERT INTO s.parent VALUES (1, 'old'), (3, 'gone'); INSERT INTO s.child VALUES (10, 1), (30, 3);
INSERT INTO s.log VALUES (5, 10, 'kept');
