CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT);
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE drafts (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIEW names AS SELECT name FROM users;
INSERT INTO django_migrations VALUES (1, 'shop', '0001_initial');
INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob');
INSERT INTO drafts VALUES (1, 'x');
