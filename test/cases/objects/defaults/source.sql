CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  stamp TEXT DEFAULT CURRENT_TIMESTAMP, made DATETIME DEFAULT current_timestamp, day DATE DEFAULT (date('now')), text_now TEXT DEFAULT (datetime('now')),
  iso TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), seconds INTEGER DEFAULT (strftime('%s', 'now')),
  one INTEGER DEFAULT (abs(-1)), joined TEXT DEFAULT ('a' || 'b'), quoted INTEGER DEFAULT "0", word TEXT DEFAULT "0", its TEXT DEFAULT 'it''s', bytes BLOB DEFAULT x'ab',
  absent TEXT DEFAULT NULL, none INTEGER DEFAULT null, no BOOLEAN DEFAULT false, yes BOOLEAN DEFAULT TRUE, zero BOOLEAN DEFAULT 0, thousand REAL DEFAULT 1e3,
  exact INTEGER DEFAULT 1e3, named TEXT DEFAULT 'null', code TEXT DEFAULT 007, price DECIMAL(6,2) DEFAULT 9.5, negative INTEGER DEFAULT -5
);
INSERT INTO t (id) VALUES (1);
