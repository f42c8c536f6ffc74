CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT COLLATE NOCASE, host TEXT COLLATE NOCASE, n INTEGER, other TEXT COLLATE NOCASE UNIQUE);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE UNIQUE INDEX users_both ON users (host DESC, n);
CREATE UNIQUE INDEX users_other ON users (other);
CREATE UNIQUE INDEX users_some ON users (host) WHERE n = 1;
CREATE INDEX users_plain ON users (host);
INSERT INTO users VALUES (1, 'ann@x.org', 'a', 1, 'o'), (2, 'Bo@x.org', 'a', 2, NULL);
