PRAGMA encoding = 'UTF-16be';
CREATE TABLE "Straße" (id INTEGER PRIMARY KEY, "größe" TEXT, c VARCHAR(2), at DATETIME, b BLOB);
INSERT INTO "Straße" VALUES (1, '𝄞 é 漢', '𝄞𝄞', '2024-01-02 03:04:05', 'é'), (2, '', 'ab', NULL, x'00d8');
