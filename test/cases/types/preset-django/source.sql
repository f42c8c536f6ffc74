-- Django 5 with USE_TZ: moments are UTC texts without a zone, UUIDField is char(32) without hyphens, an IP address char(39).
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "shop_order" ("id" char(32) NOT NULL PRIMARY KEY, "placed" datetime NOT NULL, "ip" char(39) NULL, "day" date NOT NULL, "paid" bool NOT NULL, "price" decimal NOT NULL);
CREATE TABLE "shop_line" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "order_id" char(32) NOT NULL REFERENCES "shop_order" ("id") DEFERRABLE INITIALLY DEFERRED, "seen" datetime NULL);
INSERT INTO django_migrations VALUES(1,'shop','0001_initial','2024-05-06 07:08:09.123456');
INSERT INTO shop_order VALUES('a0eebc999c0b4ef8bb6d6bb9bd380a11','2024-05-06 07:08:09','::ffff:10.0.0.1','2024-05-06',1,12.5),('A0EEBC999C0B4EF8BB6D6BB9BD380A12','2024-05-06 07:08:09.5',NULL,'2024-05-07',0,1);
INSERT INTO shop_line VALUES(1,'a0eebc999c0b4ef8bb6d6bb9bd380a11',NULL);
