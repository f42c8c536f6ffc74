-- A view without a name, two that differ by letter case and accent alone, and one longer than PostgreSQL takes: found again by a second drop.
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
INSERT INTO t VALUES (1, 'x');
CREATE VIEW "" AS SELECT id FROM t;
CREATE VIEW "Ä" AS SELECT id FROM t;
CREATE VIEW "ä" AS SELECT a FROM t;
CREATE VIEW a_view_name_that_is_longer_than_the_sixty_three_bytes_which_postgresql_takes AS SELECT id, a FROM t;
