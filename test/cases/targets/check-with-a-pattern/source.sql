CREATE TABLE account (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);
INSERT INTO account VALUES (1, 'ann@example.org', 30), (2, 'bob', 40), (3, 'cleo@example.org', 50);
