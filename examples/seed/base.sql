-- What every environment of the shop begins with.
CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO country VALUES ('AT', 'Austria'), ('DE', 'Germany'), ('JP', 'Japan');

CREATE TABLE vat_rate (
  id INTEGER PRIMARY KEY,
  country TEXT NOT NULL REFERENCES country (code),
  percent NUMERIC NOT NULL CHECK (percent BETWEEN 0 AND 100)
);
INSERT INTO vat_rate (country, percent) VALUES ('AT', 20), ('AT', 10), ('DE', 19), ('DE', 7), ('JP', 10);
