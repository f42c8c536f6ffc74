CREATE TABLE item (id INTEGER PRIMARY KEY, sale INTEGER, tag TEXT, price REAL, amount DECIMAL(8,2));
INSERT INTO item VALUES (1, 1, 'a', 0.1, 0.1), (2, 1, 'b', 0.1, 0.1), (3, 1, 'c', 0.1, 0.1), (4, 1, NULL, NULL, NULL),
  (5, 2, 'x', 2.5, 7), (6, 3, NULL, NULL, NULL), (7, 4, 'i', 9e999, 1), (8, 4, 'i', -9e999, 2);
-- The last digits of sums of reals depend on the order of the rows, and on SQLite's version.
CREATE VIEW spent AS SELECT sale, sum(price) AS price, avg(price + 0.4) AS mean, total(price) AS total, sum(amount) AS amount
  FROM item GROUP BY sale;
-- No order of the rows is promised here ...
CREATE VIEW tags AS SELECT sale, group_concat(tag) AS tags FROM item WHERE sale < 4 GROUP BY sale;
-- ... and is given here; DISTINCT values in no order again.
CREATE VIEW ordered AS SELECT sale, group_concat(tag, '; ' ORDER BY id DESC) AS tags FROM item GROUP BY sale;
CREATE VIEW different AS SELECT sale, group_concat(DISTINCT tag) AS tags FROM item WHERE sale = 4 GROUP BY sale;
-- Integers add up exactly.
CREATE VIEW counted AS SELECT sale, sum(id) AS ids FROM item GROUP BY sale;
