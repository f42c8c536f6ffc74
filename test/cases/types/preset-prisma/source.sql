-- Prisma's client writes moments as milliseconds, SQLite's CURRENT_TIMESTAMP as text.
CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);
CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "seen" DATETIME, "born" DATETIME);
INSERT INTO "_prisma_migrations" VALUES('a','b',1714979289123,'20240101_init',NULL,NULL,1714979289100,1);
INSERT INTO "User" VALUES(1,'2024-05-06 07:08:09',1714979289123,-86400000),(2,1714979289999,NULL,0);
