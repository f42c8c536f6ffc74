CREATE SCHEMA s;
CREATE TABLE s.sale (id bigint, region text NOT NULL, amount int, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE s.sale_eu PARTITION OF s.sale FOR VALUES IN ('eu');
CREATE TABLE s.sale_us PARTITION OF s.sale FOR VALUES IN ('us');
INSERT INTO s.sale VALUES (1, 'eu', 1), (9, 'us', 9)
