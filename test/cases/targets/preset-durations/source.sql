-- DurationField is a bigint of microseconds in SQLite, as every other bigint is one: the target's interval tells.
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL);
CREATE TABLE "run" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "lasts" bigint NULL, "size" bigint NOT NULL, "at" datetime NOT NULL);
INSERT INTO run VALUES (1, 5400000000, 5400000000, '2024-05-06 07:08:09'), (2, -1, 1, '2024-05-06 07:08:09.5');
