-- The existing column decides the type; what the preset knows of the file's numbers tells how they are read.
CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL);
CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY, "born" DATETIME, "day" DATETIME);
INSERT INTO "User" VALUES(1,-86400000,0),(2,12345,86400000);
