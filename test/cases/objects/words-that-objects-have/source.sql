-- What every object of JavaScript has under that name must not be found by it.
CREATE TABLE "constructor" (
  "__proto__" INTEGER PRIMARY KEY,
  "toString" constructor DEFAULT 'valueOf' COLLATE NOCASE,
  "hasOwnProperty" BOOLEAN DEFAULT 'constructor',
  "valueOf" TEXT DEFAULT (strftime('constructor', 'now')) CHECK ("valueOf" <> 'toString'),
  "isPrototypeOf" DATETIME DEFAULT 'hasOwnProperty'
);
INSERT INTO "constructor" VALUES (1, 'a', 1, 'b', '2024-01-01 00:00:00');
CREATE TABLE "__proto__" ("constructor" TEXT REFERENCES "toString" ("valueOf"), "__defineGetter__" "__proto__");
INSERT INTO "__proto__" VALUES (NULL, 5);
CREATE TABLE "toString" ("valueOf" TEXT PRIMARY KEY);
CREATE INDEX "hasOwnProperty" ON "constructor" ("toString");
CREATE VIEW "propertyIsEnumerable" AS SELECT "__proto__" AS "constructor" FROM "constructor" WHERE "toString" <> 'constructor';
