-- A small bookshop with one of everything that SQLite files hold. Rows are made by arithmetic, so that every run has
-- the same ones. Some of it is as untidy as real files are: see "untidy" below.

CREATE TABLE publisher (
  id      INTEGER PRIMARY KEY,
  name    VARCHAR(60) NOT NULL COLLATE NOCASE UNIQUE,
  country CHAR(2) NOT NULL DEFAULT 'GB',
  founded SMALLINT CHECK (founded BETWEEN 1400 AND 2100)
);

INSERT INTO publisher (name, country, founded) VALUES
  ('Penguin Books', 'GB', 1935), ('Gallimard', 'FR', 1911), ('Suhrkamp', 'DE', 1950), ('Faber & Faber', 'GB', 1929),
  ('Editorial Sudamericana', 'AR', 1939), ('Iwanami Shoten 岩波書店', 'JP', 1913), ('O''Reilly', 'US', 1978);

CREATE TABLE author (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  name    TEXT NOT NULL,
  born    DATE,
  died    DATE,
  CONSTRAINT lived CHECK (died IS NULL OR died >= born)
);

INSERT INTO author (name, born, died) VALUES
  ('Virginia Woolf', '1882-01-25', '1941-03-28'), ('Albert Camus', '1913-11-07', '1960-01-04'),
  ('Jane Austen', '1775-12-16', '1817-07-18'), ('Jorge Luis Borges', '1899-08-24', '1986-06-14'),
  ('Natsume Sōseki 夏目漱石', '1867-02-09', '1916-12-09'), ('Mary Shelley', '1797-08-30', '1851-02-01'),
  ('Franz Kafka', '1883-07-03', '1924-06-03'), ('George Eliot', '1819-11-22', '1880-12-22'),
  ('Émile Zola', '1840-04-02', '1902-09-29'), ('James Baldwin', '1924-08-02', '1987-12-01'),
  ('Homer', NULL, NULL), ('N. N.', NULL, NULL);

CREATE TABLE genre (
  id     INTEGER PRIMARY KEY,
  name   TEXT NOT NULL UNIQUE,
  parent INTEGER REFERENCES genre (id) ON DELETE SET NULL
);

INSERT INTO genre VALUES
  (1, 'Fiction', NULL), (2, 'Novel', 1), (3, 'Short stories', 1), (4, 'Gothic', 2), (5, 'Epic poetry', NULL),
  (6, 'Computing', NULL), (7, 'Databases', 6);

CREATE TABLE book (
  id             INTEGER PRIMARY KEY,
  uid            UUID NOT NULL UNIQUE,
  title          NVARCHAR(120) NOT NULL,
  publisher_id   INT REFERENCES publisher,
  published      DATE,
  price          DECIMAL(8, 2) NOT NULL CHECK (price >= 0),
  weight_kg      REAL,
  pages          SMALLINT,
  in_print       BOOLEAN NOT NULL DEFAULT 1,
  details        JSON,
  cover          BLOB,
  created_at     DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  price_with_tax DECIMAL(10, 2) GENERATED ALWAYS AS (round(price * 1.07, 2)) VIRTUAL,
  title_key      TEXT GENERATED ALWAYS AS (lower(title)) STORED
);

CREATE TEMP TABLE work (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER);
INSERT INTO work (title, author_id) VALUES
  ('Mrs Dalloway', 1), ('To the Lighthouse', 1), ('L''Étranger', 2), ('La Peste', 2), ('Pride and Prejudice', 3),
  ('Emma', 3), ('Ficciones', 4), ('El Aleph', 4), ('Kokoro こころ', 5), ('I Am a Cat 🐈', 5), ('Frankenstein', 6),
  ('Der Process', 7), ('Die Verwandlung 🪲', 7), ('Middlemarch', 8), ('Germinal', 9), ('Giovanni''s Room', 10),
  ('The Odyssey', 11), ('The Iliad', 11), ('The "Quotes" of C:\new\table', 12), ('100% Tables', 12);

WITH editions (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM editions WHERE n < 5)
INSERT INTO book (id, uid, title, publisher_id, published, price, weight_kg, pages, in_print, details, cover, created_at)
SELECT id + 20 * n,
       printf('%08x-0000-4000-8000-%012x', id * 2654435761 % 4294967296, id + 20 * n),
       title || CASE n WHEN 0 THEN '' ELSE printf(' (%d. edition)', n + 1) END,
       CASE WHEN (id + n) % 8 = 7 THEN NULL ELSE (id + n) % 7 + 1 END,
       date('1925-01-01', printf('+%d days', (id * 977 + n * 3001) % 35000)),
       ((id * 131 + n * 57) % 3000 + 499) / 100.0,
       (id * 37 + n * 11) % 900 / 1000.0 + 0.1,
       (id * 53 + n * 17) % 700 + 80,
       (id + n) % 5 > 0,
       json_object('binding', iif((id + n) % 2, 'paperback', 'hardback'), 'languages', json_array('en', 'fr'), 'edition', n + 1),
       CASE WHEN n = 0 THEN x'89504e470d0a1a0a' || zeroblob(id) END,
       datetime('2024-01-01 08:30:00', printf('+%d minutes', id * 1613 + n * 7))
  FROM work CROSS JOIN editions;

CREATE INDEX book_published ON book (published DESC, title COLLATE NOCASE);
CREATE INDEX book_title_key ON book (lower(title));
CREATE INDEX book_in_print ON book (publisher_id) WHERE in_print = 1;
CREATE INDEX book_binding ON book (json_extract(details, '$.binding'));

CREATE TABLE book_author (
  book_id   INTEGER NOT NULL REFERENCES book (id) ON DELETE CASCADE,
  author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE RESTRICT,
  role      TEXT NOT NULL DEFAULT 'author',
  PRIMARY KEY (book_id, author_id)
) WITHOUT ROWID;

INSERT INTO book_author (book_id, author_id)
SELECT book.id, work.author_id FROM book JOIN work ON work.id = (book.id - 1) % 20 + 1;

CREATE TABLE book_genre (
  book_id  INTEGER REFERENCES book ON UPDATE CASCADE ON DELETE CASCADE,
  genre_id INTEGER REFERENCES genre ON UPDATE CASCADE ON DELETE CASCADE,
  UNIQUE (book_id, genre_id)
);

INSERT INTO book_genre SELECT id, id % 7 + 1 FROM book;

-- Two tables that need each other: a branch has a head, who works at a branch.
CREATE TABLE branch (
  id   INTEGER PRIMARY KEY,
  city TEXT NOT NULL,
  head INTEGER REFERENCES employee (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE employee (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL,
  branch_id INTEGER NOT NULL REFERENCES branch (id) DEFERRABLE INITIALLY DEFERRED,
  salary    MONEY,
  photo     BLOB
);

INSERT INTO branch VALUES (1, 'Dublin', 1), (2, 'Lyon', 3), (3, 'Kyōto', 5);
INSERT INTO employee VALUES
  (1, 'Nora', 1, 3200, x'ffd8ff'), (2, 'Leopold', 1, 2750.5, NULL), (3, 'Rieux', 2, 3100, x''), (4, 'Cottard', 2, 1999.99, NULL),
  (5, 'K', 3, 2800, x'ffd8ff00');

CREATE TABLE "Opening Hours" (
  "Branch"    INTEGER REFERENCES branch,
  "Day"       TINYINT CHECK ("Day" BETWEEN 1 AND 7),
  "Opens"     TIME NOT NULL,
  "Closes at" TIME NOT NULL,
  PRIMARY KEY ("Day", "Branch")
);

INSERT INTO "Opening Hours"
SELECT b.id, d.value, '09:30', iif(d.value = 6, '14:00:00', '19:00:00') FROM branch b, json_each('[1,2,3,4,5,6]') d;

CREATE TABLE customer (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  email      TEXT NOT NULL COLLATE NOCASE,
  name       TEXT NOT NULL DEFAULT '',
  newsletter BOOL NOT NULL DEFAULT 0,
  joined     TIMESTAMP NOT NULL,
  last_seen  DATETIME,
  deleted    INTEGER NOT NULL DEFAULT 0
);
-- Deleted customers may hold the same address again.
CREATE UNIQUE INDEX customer_email ON customer (email) WHERE deleted = 0;

WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 200)
INSERT INTO customer (email, name, newsletter, joined, last_seen, deleted)
SELECT printf('reader%d@example.com', iif(i % 20 = 0, 1, i)),
       CASE i % 5 WHEN 0 THEN 'Ada 🦉' WHEN 1 THEN 'Grace' WHEN 2 THEN 'Łukasz' WHEN 3 THEN 'O''Neill' ELSE '' END,
       i % 3 = 0,
       strftime('%Y-%m-%dT%H:%M:%fZ', '2023-03-01', printf('+%d minutes', i * 2881)),
       1700000000000 + i * 86400123,
       i % 20 = 0
  FROM n;
DELETE FROM customer WHERE id IN (41, 97, 198, 199, 200);

CREATE TABLE "order" (
  id          INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  state       TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'paid', 'sent', 'returned')),
  placed_at   DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  remark      TEXT
);
CREATE INDEX order_newest ON "order" (placed_at DESC) WHERE state <> 'returned';

WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO "order" (id, customer_id, state, placed_at, remark)
SELECT i,
       (SELECT id FROM customer WHERE id >= i * 7 % 195 + 1 ORDER BY id LIMIT 1),
       CASE i % 10 WHEN 0 THEN 'returned' WHEN 1 THEN 'new' WHEN 2 THEN 'paid' ELSE 'sent' END,
       strftime('%Y-%m-%d %H:%M:%f', '2025-01-01', printf('+%d seconds', i * 9973)),
       CASE i % 25 WHEN 0 THEN 'gift wrap 🎁, please' WHEN 1 THEN 'line 1' || char(10) || 'line 2	tab \N' END
  FROM n;

CREATE TABLE order_line (
  order_id   INTEGER NOT NULL REFERENCES "order" ON DELETE CASCADE,
  line       INTEGER NOT NULL,
  book_id    INTEGER NOT NULL REFERENCES book,
  quantity   INTEGER NOT NULL DEFAULT 1 CHECK (quantity > 0),
  unit_price NUMERIC NOT NULL,
  PRIMARY KEY (order_id, line)
) WITHOUT ROWID;

INSERT INTO order_line
SELECT o.id, l.value, (o.id * 11 + l.value * 29) % 120 + 1, (o.id + l.value) % 4 + 1, ((o.id * 131 + l.value) % 3000 + 499) / 100.0
  FROM "order" o, json_each('[1,2,3]') l
 WHERE l.value <= o.id % 3 + 1;

CREATE TABLE review (
  id          INTEGER PRIMARY KEY,
  book_id     INTEGER NOT NULL REFERENCES book ON DELETE CASCADE,
  customer_id INTEGER REFERENCES customer ON DELETE SET NULL,
  rating      TINYINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
  body        TEXT,
  written     DATETIME NOT NULL
);

-- Untidy: some of the reviewers were deleted while foreign keys were not enforced.
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 150)
INSERT INTO review
SELECT i, i * 7 % 120 + 1, i, i % 5 + 1, CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'Read it twice 📚📚' ELSE 'Très bien.' END, 1735689600 + i * 7200
  FROM n;

-- Untidy: a column of numbers where somebody wrote words.
CREATE TABLE price_list (
  code   TEXT PRIMARY KEY,
  amount INTEGER NOT NULL,
  "valid from" DATE
);

WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)
INSERT INTO price_list SELECT printf('P-%03d', i), iif(i % 13 = 0, 'on request', i * 100), iif(i % 10 = 0, 'spring', '2026-01-01') FROM n;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

INSERT INTO setting VALUES ('currency', 'EUR'), ('tax', 0.07), ('opened', 1904), ('logo', x'3c7376672f3e'), ('motto', NULL);

CREATE VIRTUAL TABLE book_search USING fts5 (title, blurb, tokenize = 'porter unicode61');
INSERT INTO book_search (rowid, title, blurb)
SELECT id, title, 'A story about ' || CASE id % 3 WHEN 0 THEN 'lighthouses and tides' WHEN 1 THEN 'cats, clerks and kings' ELSE 'tables and keys' END FROM book;

CREATE VIEW best_seller AS
SELECT b.id, b.title, sum(l.quantity) AS sold
  FROM book b JOIN order_line l ON l.book_id = b.id
 GROUP BY b.id, b.title
HAVING sum(l.quantity) > 10;

CREATE VIEW order_total AS
SELECT o.id, o.customer_id, o.placed_at, total(l.quantity * l.unit_price) AS total
  FROM "order" o LEFT JOIN order_line l ON l.order_id = o.id
 GROUP BY o.id;

CREATE TRIGGER review_written AFTER INSERT ON review
BEGIN
  UPDATE customer SET last_seen = strftime('%s', 'now') * 1000 WHERE id = new.customer_id;
END;
