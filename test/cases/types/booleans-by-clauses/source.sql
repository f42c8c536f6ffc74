CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT,`active` numeric DEFAULT true,`admin` numeric NOT NULL DEFAULT false);
INSERT INTO users VALUES(1,1,0),(2,0,0);
CREATE TABLE checked (
  a INTEGER CHECK (a IN (0, 1)), b INT NOT NULL CHECK (b = 1 OR b = 0), c NUMERIC CHECK (c IN (1, 0) OR c IS NULL), d CHECK ("d" IN (0, 1, NULL)),
  plain INTEGER, one INTEGER CHECK (one IN (0)), three INTEGER CHECK (three IN (0, 1, 2)), below INTEGER CHECK (below IN (0, 1) OR below < 9),
  negated INTEGER CHECK (negated NOT IN (0, 1)), two INTEGER DEFAULT TRUE, half NUMERIC DEFAULT false, word NUMERIC DEFAULT "true", empty INTEGER DEFAULT (TRUE), texts TEXT DEFAULT true
);
INSERT INTO checked VALUES (1, 0, NULL, 1, 1, 0, 1, 1, 5, 2, 0.5, 1, NULL, '1'), (0, 1, 0, 0, 0, 0, 0, 0, NULL, 1, 1, 0, NULL, '0');
CREATE TABLE parent (id INTEGER PRIMARY KEY DEFAULT TRUE);
CREATE TABLE child (p INTEGER DEFAULT TRUE REFERENCES parent, k INTEGER DEFAULT false, PRIMARY KEY (k));
INSERT INTO parent VALUES (1);
INSERT INTO child VALUES (1, 0);
