CREATE TABLE sale (id INTEGER PRIMARY KEY, region TEXT NOT NULL, amount INTEGER);
INSERT INTO sale VALUES (1, 'eu', 10), (2, 'us', 20), (3, 'eu', 30)
