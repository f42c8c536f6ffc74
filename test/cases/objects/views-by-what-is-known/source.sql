-- Numbers whose magnitude is known compare with reals exactly.
CREATE TABLE product (id INTEGER PRIMARY KEY, price NUMERIC, stock INTEGER, huge INTEGER);
INSERT INTO product VALUES (1, 6, 10, 1), (2, 2.5, 0, 9007199254740993), (3, 263.5, NULL, NULL);
CREATE VIEW above AS SELECT id FROM product WHERE price > (SELECT avg(price) FROM product);
CREATE VIEW stocked AS SELECT id FROM product WHERE stock >= (SELECT avg(stock) FROM product);
CREATE VIEW large AS SELECT id FROM product WHERE huge > (SELECT avg(huge) FROM product);
-- A key has one row for each value; without one SQLite takes the first that it meets.
CREATE TABLE alias (id INTEGER PRIMARY KEY, product INTEGER UNIQUE, name TEXT, kind TEXT);
INSERT INTO alias VALUES (1, 1, 'one', 'A'), (2, 2, 'two', 'b'), (3, NULL, 'none', 'a'), (4, NULL, 'nil', 'c');
CREATE VIEW named AS SELECT id, (SELECT name FROM alias WHERE alias.product = p.id AND name <> 'x') AS name, (SELECT name FROM alias a WHERE (a.id = 3)) AS third FROM product p;
CREATE VIEW kinds AS SELECT id, (SELECT name FROM alias WHERE kind = 'c') AS name FROM product;
CREATE VIEW own AS SELECT id, (SELECT name FROM alias WHERE product = alias.id) AS name FROM product;
-- A common column is that of the first table that has it.
CREATE VIEW joined AS SELECT p.id, a.name, b.id AS b FROM product p JOIN alias a ON a.product = p.id LEFT JOIN (SELECT id FROM product WHERE id > 1) b USING (id);
