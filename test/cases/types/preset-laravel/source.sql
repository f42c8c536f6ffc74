-- Laravel keeps moments to the second, booleans as tinyint(1), UUIDs as varchar.
CREATE TABLE "migrations" ("id" integer primary key autoincrement not null, "migration" varchar not null, "batch" integer not null);
CREATE TABLE "orders" ("id" integer primary key autoincrement not null, "uuid" varchar not null, "name" varchar not null, "paid" tinyint(1) not null default '0', "opens" time, "created_at" datetime, "updated_at" datetime);
CREATE UNIQUE INDEX "orders_uuid_unique" on "orders" ("uuid");
INSERT INTO migrations VALUES(1,'2024_05_06_070809_create_orders',1);
INSERT INTO orders VALUES(1,'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11','x',1,'07:08:00','2024-05-06 07:08:09',NULL);
