CREATE TABLE sale (id INTEGER PRIMARY KEY, shop TEXT, day DATE, amount INTEGER, price REAL);
INSERT INTO sale VALUES (1, 'a', '2024-01-01', 5, 0.1), (2, 'a', '2024-01-02', 5, 0.2), (3, 'B', '2024-01-02', NULL, 0.3),
  (4, NULL, NULL, 7, NULL), (5, 'a', '2024-01-05', -2, 1.5), (6, 'B', '2024-01-01', 7, 2.5);
-- A key within the window says which row comes first ...
CREATE VIEW numbered AS SELECT id, row_number() OVER (PARTITION BY shop ORDER BY day DESC, id) AS n,
  lag(amount, 1, 0) OVER (PARTITION BY shop ORDER BY id) AS before, first_value(day) OVER (ORDER BY id) AS first FROM sale;
-- ... equal rows have equal ranks and sums ...
CREATE VIEW ranked AS SELECT id, rank() OVER w AS r, dense_rank() OVER w AS d, sum(amount) OVER w AS s FROM sale
  WINDOW w AS (ORDER BY amount DESC);
CREATE VIEW of_groups AS SELECT shop, sum(amount) AS s, row_number() OVER (ORDER BY sum(amount) DESC, shop) AS n FROM sale GROUP BY shop;
CREATE VIEW nearby AS SELECT id, sum(amount) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) AS around,
  count(*) OVER (ORDER BY amount RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) AS close FROM sale;
CREATE VIEW latest AS SELECT shop, id FROM (SELECT *, row_number() OVER (PARTITION BY shop ORDER BY id DESC) AS n FROM sale) WHERE n = 1;
-- ... and nothing says which of two equal ones is the first here.
CREATE VIEW undetermined AS SELECT id, row_number() OVER (ORDER BY amount) AS n FROM sale;
CREATE VIEW unordered AS SELECT id, row_number() OVER () AS n FROM sale;
CREATE VIEW running AS SELECT id, sum(price) OVER (ORDER BY id) AS s FROM sale WHERE id < 3;
-- Distances of reals are rounded otherwise.
CREATE VIEW distant AS SELECT id, count(*) OVER (ORDER BY price RANGE 1 PRECEDING) AS n FROM sale;
