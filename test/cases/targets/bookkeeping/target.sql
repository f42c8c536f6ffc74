CREATE SCHEMA s;
CREATE TABLE s."__EFMigrationsHistory" ("MigrationId" varchar(150) PRIMARY KEY, "ProductVersion" varchar(32) NOT NULL);
INSERT INTO s."__EFMigrationsHistory" VALUES ('2025_b', '9.0');
CREATE TABLE s.migrations (id bigint PRIMARY KEY, migration text NOT NULL, batch integer NOT NULL, extra text NOT NULL);
INSERT INTO s.migrations VALUES (9, 'birds', 4, 'a column without default: this table could not be filled');
CREATE TABLE s.schema_migrations (version text PRIMARY KEY);
CREATE TABLE s.birds (id bigint PRIMARY KEY, name text);
INSERT INTO s.birds VALUES (2, 'jay');
