CREATE TABLE p (a INTEGER, b TEXT, PRIMARY KEY (a, b));
CREATE TABLE c (k TEXT PRIMARY KEY, a INTEGER, b TEXT, FOREIGN KEY (a, b) REFERENCES p);
CREATE TABLE keyless (a INTEGER, b TEXT, FOREIGN KEY (a, b) REFERENCES p ON DELETE CASCADE);
INSERT INTO p VALUES (1, 'x');
INSERT INTO c VALUES ('i', 1, 'x'), ('j', 1, NULL), ('k', NULL, 'nowhere'), ('l', 1, 'y'), ('m', 2, 'x');
INSERT INTO keyless VALUES (7, 'z'), (1, 'x');
