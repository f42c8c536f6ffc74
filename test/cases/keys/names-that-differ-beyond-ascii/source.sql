-- SQLite folds A–Z only: é and É are two names, and each has its own default, check, collation and rows.
CREATE TABLE "é" (id INTEGER PRIMARY KEY, "é" TEXT NOT NULL DEFAULT 'small', "É" TEXT DEFAULT 'large');
CREATE TABLE "É" (id INTEGER PRIMARY KEY, "ÿ" INT AS (id + 1) STORED, "Ÿ" INT AS (id + 2) STORED);
CREATE TABLE child (small INT REFERENCES "é" (id), large INT REFERENCES "É" (id));
INSERT INTO "é" (id) VALUES (1), (2);
INSERT INTO "É" (id) VALUES (10), (20);
INSERT INTO child VALUES (1, 10), (2, 20);
