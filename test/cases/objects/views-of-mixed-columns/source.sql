-- Columns whose integers became text, beside texts or for a foreign key: what counts is the text of each value.
CREATE TABLE zip (code INTEGER, town TEXT);
INSERT INTO zip VALUES (12345, 'A'), ('0815x', 'B'), (1.5, 'C'), (NULL, 'D');
CREATE VIEW lengths AS SELECT town, length(code) AS n, code || '-' AS joined, upper(code) AS up FROM zip;
