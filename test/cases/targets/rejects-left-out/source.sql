CREATE TABLE author (id INTEGER PRIMARY KEY, born TEXT);
INSERT INTO author VALUES (1, '1775-12-16'), (2, 'unknown'), (-3, '1867-02-30'), (9007199254740993, NULL);
CREATE TABLE book (title TEXT, author INTEGER REFERENCES author, price TEXT);
INSERT INTO book VALUES ('Emma', 1, '9.95'), ('Kokoro', 2, '12,50 €'), ('Ulysses', 1, ''), ('Dubliners', 1, '1');
