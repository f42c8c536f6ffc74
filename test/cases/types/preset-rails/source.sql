-- Rails writes moments in UTC with six digits, times on the first of January 2000, booleans as 1 and 0 (before 5.2 t and f).
CREATE TABLE "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
CREATE TABLE "ar_internal_metadata" ("key" varchar NOT NULL PRIMARY KEY, "value" varchar, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
CREATE TABLE "shifts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "starts" time(6), "ends" time, "open" boolean DEFAULT 1, "old" boolean, "created_at" datetime(6) NOT NULL, "gone_at" datetime);
INSERT INTO schema_migrations VALUES('20240506070809');
INSERT INTO ar_internal_metadata VALUES('environment','development','2024-05-06 07:08:09.123456','2024-05-06 07:08:09.123456');
INSERT INTO shifts VALUES(1,'2000-01-01 06:30:15','2000-01-01 14:00:00.500000',1,'t','2024-05-06 07:08:09.123456',NULL),(2,'2000-01-01 00:00:00',NULL,0,'f','2024-05-06 07:08:09.000001',NULL);
