PRAGMA defer_foreign_keys=TRUE;
CREATE TABLE IF NOT EXISTS "d1_migrations"(
		id         INTEGER PRIMARY KEY AUTOINCREMENT,
		name       TEXT UNIQUE,
		applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(7,'0001_shop; first.sql','2026-08-09 01:35:56');
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers(id), total REAL, paid BOOLEAN DEFAULT "no");
INSERT INTO "orders" ("id","customer","total","paid") VALUES(10,1,9.99,1);
INSERT INTO "orders" ("id","customer","total","paid") VALUES(11,1,20,0);
INSERT INTO "orders" ("id","customer","total","paid") VALUES(12,2,Infinity,NULL);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY, -- who's who
  name TEXT NOT NULL CHECK (name <> "nobody"),
  note TEXT,
  photo BLOB,
  shout TEXT GENERATED ALWAYS AS (upper(name)) STORED
);
INSERT INTO "customers" ("id","name","note","photo") VALUES(1,'Ann O''Hara',replace(replace('two\nlines\r','\r',char(13)),'\n',char(10)),X'00ff');
INSERT INTO "customers" ("id","name","note","photo") VALUES(2,'Bo 漢字',replace('a\n\012b','\012',char(10)),NULL);
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" ("name","seq") VALUES('d1_migrations',41);
CREATE INDEX orders_paid ON orders (customer) WHERE "paid" = "yes";
CREATE TRIGGER orders_gone INSTEAD OF DELETE ON order_list BEGIN
  DELETE FROM orders WHERE id = CASE WHEN old.id > 0 THEN old.id ELSE -1 END; -- it's; END;
  UPDATE customers SET note = 'x; END;' WHERE id = old.id;
END;
CREATE TRIGGER no_rows BEFORE INSERT ON customers BEGIN SELECT RAISE(ABORT, 'no'); END;
CREATE VIEW order_list AS SELECT orders.id, name FROM orders JOIN customers ON customers.id = customer;
