CREATE TABLE p (a TEXT, b TEXT, c TEXT, deleted INTEGER, UNIQUE (a, b));
CREATE UNIQUE INDEX p_c ON p (c) WHERE deleted = 0;
CREATE TABLE c (
  gone INTEGER REFERENCES nowhere (id),
  loose TEXT REFERENCES p (a),
  part TEXT REFERENCES p (c),
  keyless TEXT REFERENCES p,
  "column" TEXT REFERENCES p (missing),
  kept TEXT,
  kept2 TEXT,
  FOREIGN KEY (kept2, kept) REFERENCES p (b, a)
);
INSERT INTO p VALUES ('x', 'y', 'z', 0);
INSERT INTO c VALUES (1, 'x', 'z', 'x', 'x', 'x', 'y');
