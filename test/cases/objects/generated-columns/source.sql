CREATE TABLE person (
  total GENERATED ALWAYS AS (price * amount) VIRTUAL,
  id INTEGER PRIMARY KEY,
  first TEXT, last TEXT,
  full_name TEXT GENERATED ALWAYS AS (first || ' ' || last) STORED,
  -- Reads another generated column, which PostgreSQL does not let it do.
  initials TEXT AS (substr(full_name, 1, 1) || '.'),
  price REAL, amount INTEGER,
  adult BOOLEAN NOT NULL AS (amount >= 18) STORED,
  half INTEGER AS (amount / 2) UNIQUE
);
INSERT INTO person (id, first, last, price, amount) VALUES (1, 'Ada', 'Lovelace', 2.5, 18), (2, 'Ché', NULL, 0.1, 7), (3, '', 'x', -1e300, -9);
CREATE INDEX by_name ON person (full_name);
