CREATE TABLE p (id INTEGER PRIMARY KEY, secret TEXT, at TEXT, UNIQUE (secret, at));
CREATE INDEX by_secret ON p (secret);
CREATE TABLE c (p INTEGER REFERENCES p, secret TEXT REFERENCES p (secret), CHECK (length(secret) > 0));
INSERT INTO p VALUES (1, 'x', 'y');
INSERT INTO c VALUES (1, 'x');
