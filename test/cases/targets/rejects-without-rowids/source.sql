-- The index covers every column: read through it the rows would come in another order.
CREATE TABLE price (code TEXT PRIMARY KEY, amount TEXT) WITHOUT ROWID;
CREATE INDEX by_amount ON price (amount, code);
INSERT INTO price VALUES ('d', '1'), ('b', '3'), ('a', 'none'), ('c', '2'), ('e', '0x1');
CREATE TABLE computed (n TEXT, twice AS (n || n));
INSERT INTO computed (rowid, n) VALUES (7, '1'), (9, 'x'), (20, '3');
CREATE VIRTUAL TABLE note USING fts5(body);
INSERT INTO note (rowid, body) VALUES (5, '12'), (8, 'words');
