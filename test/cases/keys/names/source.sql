CREATE TABLE "Order" ("User Name" TEXT, "tick`s" TEXT, "we""ird" TEXT, "o'q" TEXT, "0" TEXT, "select" TEXT, "Ünïcode" TEXT);
INSERT INTO "Order" VALUES ('a', 'b', 'c', 'd', 'e', 'f', 'g');
CREATE TABLE "É" (n INTEGER); CREATE TABLE "é" (n INTEGER);
INSERT INTO "É" VALUES (1); INSERT INTO "é" VALUES (2);
CREATE TABLE a_name_that_is_longer_than_the_sixty_three_bytes_that_postgresql_keeps_of_it (n INTEGER);
