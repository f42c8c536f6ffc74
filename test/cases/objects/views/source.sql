-- The view that reads another one comes first, as SQLite allows.
CREATE VIEW Big_Spenders AS SELECT name, spent FROM totals WHERE spent > 4 ORDER BY name;
CREATE TABLE Customer (id INTEGER PRIMARY KEY, Name TEXT NOT NULL, active BOOLEAN, joined DATE);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, total INTEGER, note TEXT);
INSERT INTO Customer VALUES (1, 'Ada', 1, '2020-01-01'), (2, 'bob', 0, '2021-02-03'), (3, 'Cy', 1, NULL);
INSERT INTO orders VALUES (1, 1, 5, 'x'), (2, 1, 2, 'Y'), (3, 2, 4, NULL), (4, 9, 1, 'lost');
CREATE VIEW totals AS SELECT c.Name AS name, sum(o.total) AS spent, count(*) AS orders
  FROM Customer c JOIN orders o ON o.customer_id = c.id GROUP BY c.id, c.Name;
CREATE VIEW "Active Customers" AS SELECT * FROM Customer WHERE active;
CREATE VIEW halves (order_id, half) AS SELECT id, total / 2 FROM orders;
CREATE VIEW everyone AS SELECT Name FROM Customer UNION SELECT note FROM orders;
CREATE VIEW missing AS SELECT o.id FROM orders o LEFT JOIN Customer c ON c.id = o.customer_id WHERE c.id IS NULL;
CREATE VIEW matching AS SELECT id FROM orders WHERE note LIKE 'y';
