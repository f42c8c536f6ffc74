CREATE TABLE author (name TEXT COLLATE NOCASE PRIMARY KEY);
CREATE TABLE book (id INTEGER PRIMARY KEY, author TEXT REFERENCES author);
INSERT INTO author VALUES ('Ann'), ('Bo');
INSERT INTO book VALUES (1, 'Ann'), (2, 'ann'), (3, 'Cy'), (4, 'BO');
