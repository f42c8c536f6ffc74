CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE);
CREATE UNIQUE INDEX author_name ON author (name);
CREATE TABLE book (author TEXT REFERENCES author (name));
INSERT INTO author VALUES (1, 'Ann'), (2, NULL);
INSERT INTO book VALUES ('Ann'), (NULL);
