/** A schema with its triggers, and statements that both databases take, one after the other. */
export interface Given {
  schema: string
  statements: string[]
  /** Triggers that stay behind: their effect is not looked at. */
  left?: string[]
}

export const TRIGGERS: Record<string, Given> = {
  updated_at: {
    schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, updated_at DATETIME);
      INSERT INTO t VALUES (1, 'a', '2020-01-01 00:00:01'), (2, 'b', '2020-01-01 10:00:00');
      CREATE TRIGGER touch AFTER UPDATE ON t BEGIN UPDATE t SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id; END;`,
    statements: ["UPDATE t SET a = 'c' WHERE id = 1", "UPDATE t SET a = a || 'x'", "INSERT INTO t VALUES (3, 'n', NULL)"],
  },
  updated_at_by_old: {
    schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, changed TEXT, n INTEGER DEFAULT 0);
      INSERT INTO t VALUES (1, 'a', '', 0), (5, 'b', '', 0), (6, 'c', '', 0);
      CREATE TRIGGER touch AFTER UPDATE OF a, id ON t FOR EACH ROW WHEN NEW.a IS NOT OLD.a OR NEW.id <> OLD.id
        BEGIN UPDATE t SET changed = OLD.a || '>' || NEW.a, n = n + 1 WHERE rowid = OLD.rowid; END;`,
    statements: ["UPDATE t SET a = 'z' WHERE id = 1", "UPDATE t SET a = 'z'", 'UPDATE t SET n = 9', 'UPDATE t SET id = 2 WHERE id = 1', "UPDATE t SET a = 'y', n = 3 WHERE id = 2"],
  },
  counter: {
    schema: `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT, books INTEGER NOT NULL DEFAULT 0);
      CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER, title TEXT);
      INSERT INTO author VALUES (1, 'A', 1), (2, 'B', 0); INSERT INTO book VALUES (1, 1, 'x');
      CREATE TRIGGER book_in AFTER INSERT ON book BEGIN UPDATE author SET books = books + 1 WHERE id = NEW.author_id; END;
      CREATE TRIGGER book_out AFTER DELETE ON book BEGIN UPDATE author SET books = books - 1 WHERE id = OLD.author_id; END;
      CREATE TRIGGER book_moved AFTER UPDATE OF author_id ON book WHEN OLD.author_id IS NOT NEW.author_id BEGIN
        UPDATE author SET books = books - 1 WHERE id = OLD.author_id;
        UPDATE author SET books = books + 1 WHERE id = NEW.author_id;
      END;`,
    statements: ["INSERT INTO book VALUES (2, 1, 'y'), (3, 2, 'z'), (4, NULL, 'w')", 'UPDATE book SET author_id = 2', "UPDATE book SET title = 'q'", 'DELETE FROM book WHERE id IN (1, 4)', 'UPDATE book SET author_id = NULL WHERE id = 2', 'DELETE FROM book'],
  },
  counter_by_upsert: {
    schema: `CREATE TABLE hit (id INTEGER PRIMARY KEY, page TEXT NOT NULL, at DATE);
      CREATE TABLE tally (page TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL, last DATE);
      INSERT INTO hit VALUES (1, '/', '2024-01-01'); INSERT INTO tally VALUES ('/', 1, '2024-01-01');
      CREATE TRIGGER tallied AFTER INSERT ON hit BEGIN
        INSERT INTO tally (page, n, last) VALUES (NEW.page, 1, NEW.at) ON CONFLICT (page) DO UPDATE SET n = tally.n + excluded.n, last = excluded.last WHERE n < 4;
      END;`,
    statements: ["INSERT INTO hit VALUES (2, '/', '2024-01-02'), (3, '/a', '2024-01-02'), (4, '/', NULL)", "INSERT INTO hit VALUES (5, '/', '2024-02-02'), (6, '/', '2024-02-03')"],
  },
  audit: {
    schema: `CREATE TABLE item (id INTEGER PRIMARY KEY, name VARCHAR(20), price DECIMAL(8,2), active BOOLEAN, made DATE, ratio REAL);
      CREATE TABLE item_log (id INTEGER PRIMARY KEY AUTOINCREMENT, item_id INTEGER, action TEXT, name VARCHAR(20), price DECIMAL(8,2), active BOOLEAN, made DATE, ratio REAL, old_name TEXT, at DATETIME DEFAULT CURRENT_TIMESTAMP);
      INSERT INTO item VALUES (1, 'one', 1.5, 1, '2024-01-01', 0.5), (2, 'two', 20, 0, NULL, 1.0);
      INSERT INTO item_log (item_id, action, name, price, active, made, ratio, old_name, at) VALUES (1, 'I', 'one', 1.25, 1, '2023-01-01', 0.5, NULL, '2024-01-01 10:00:00');
      CREATE TRIGGER item_insert AFTER INSERT ON item BEGIN INSERT INTO item_log (item_id, action, name, price, active, made, ratio, at) VALUES (NEW.id, 'INSERT', NEW.name, NEW.price, NEW.active, NEW.made, NEW.ratio, datetime('now')); END;
      CREATE TRIGGER item_update AFTER UPDATE ON item WHEN OLD.name <> NEW.name OR OLD.price IS NOT NEW.price BEGIN
        INSERT INTO item_log VALUES (NULL, OLD.id, 'UPDATE', NEW.name, NEW.price, NEW.active, NEW.made, NEW.ratio, OLD.name, CURRENT_TIMESTAMP); END;
      CREATE TRIGGER item_delete BEFORE DELETE ON item BEGIN INSERT INTO item_log (item_id, action, old_name) SELECT OLD.id, 'DELETE', upper(OLD.name) WHERE OLD.active; END;`,
    statements: ["INSERT INTO item VALUES (3, 'three', 3.25, TRUE, '2024-02-29', 0.25), (4, NULL, NULL, NULL, NULL, NULL)", "UPDATE item SET name = name || '!' WHERE id < 4", "UPDATE item SET ratio = 9", "UPDATE item SET price = 7 WHERE price IS NULL", 'DELETE FROM item WHERE id <> 2', 'DELETE FROM item'],
  },
  copies: {
    schema: `CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT, city TEXT);
      CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer_id INTEGER, customer_name TEXT, cents INTEGER);
      INSERT INTO customer VALUES (1, 'Ada', 'B'), (2, 'Bob', NULL); INSERT INTO invoice VALUES (1, 1, 'Ada', 5), (2, 2, 'Bob', 7);
      CREATE TRIGGER renamed AFTER UPDATE OF name ON customer BEGIN UPDATE invoice SET customer_name = NEW.name WHERE customer_id = NEW.id; END;
      CREATE TRIGGER named AFTER INSERT ON invoice WHEN NEW.customer_name IS NULL BEGIN
        UPDATE invoice SET customer_name = (SELECT name FROM customer WHERE id = NEW.customer_id), cents = coalesce(cents, 0) WHERE id = NEW.id; END;`,
    statements: ["UPDATE customer SET name = 'Zoë' WHERE id = 1", 'INSERT INTO invoice VALUES (3, 2, NULL, NULL), (4, 9, NULL, 1)', "UPDATE customer SET name = NULL, city = 'C'"],
  },
  cascade: {
    schema: `CREATE TABLE album (id INTEGER PRIMARY KEY, title TEXT);
      CREATE TABLE track (id INTEGER PRIMARY KEY, album_id INTEGER, title TEXT);
      CREATE TABLE note (id INTEGER PRIMARY KEY, track_id INTEGER, text TEXT);
      INSERT INTO album VALUES (1, 'a'), (2, 'b'); INSERT INTO track VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z');
      INSERT INTO note VALUES (1, 1, 'n'), (2, 3, 'm'), (3, NULL, 'o');
      CREATE TRIGGER album_gone BEFORE DELETE ON album BEGIN DELETE FROM track WHERE album_id = OLD.id; END;
      CREATE TRIGGER track_gone AFTER DELETE ON track BEGIN DELETE FROM note WHERE track_id = OLD.id; END;`,
    statements: ['DELETE FROM track WHERE id = 2', 'DELETE FROM album WHERE id = 1', 'DELETE FROM album'],
  },
  checks: {
    schema: `CREATE TABLE account (id INTEGER PRIMARY KEY, owner TEXT, balance INTEGER NOT NULL);
      CREATE TABLE closed (owner TEXT);
      INSERT INTO account VALUES (1, 'a', 10), (2, 'b', 0); INSERT INTO closed VALUES ('x');
      CREATE TRIGGER positive BEFORE UPDATE ON account WHEN NEW.balance < 0 BEGIN SELECT RAISE(ABORT, 'the balance''s too low'); END;
      CREATE TRIGGER kinds BEFORE INSERT ON account BEGIN
        SELECT CASE WHEN NEW.owner IS NULL THEN RAISE(ABORT, 'no
 owner') WHEN NEW.balance > 100 THEN RAISE(ROLLBACK, 'too rich') END WHERE NEW.balance > -1;
        SELECT RAISE(ABORT, 'closed') FROM closed WHERE closed.owner = NEW.owner;
        SELECT RAISE(ABORT, 'two') WHERE EXISTS (SELECT 1 FROM account WHERE owner = NEW.owner);
      END;
      CREATE TRIGGER kept BEFORE DELETE ON account WHEN OLD.balance <> 0 BEGIN SELECT RAISE(IGNORE); END;`,
    statements: ['UPDATE account SET balance = balance - 5', 'UPDATE account SET balance = balance - 5 WHERE id = 1', "INSERT INTO account VALUES (3, NULL, 1)", "INSERT INTO account VALUES (3, 'c', 101)", "INSERT INTO account VALUES (3, 'x', 1)", "INSERT INTO account VALUES (3, 'c', 1), (4, 'c', 2)", "INSERT INTO account VALUES (3, 'c', 1), (4, 'd', 2)", 'DELETE FROM account'],
  },
  full_text: {
    schema: `CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
      CREATE VIRTUAL TABLE words USING fts5(title, body, content='doc', content_rowid='id');
      CREATE TRIGGER doc_ai AFTER INSERT ON doc BEGIN INSERT INTO words(rowid, title, body) VALUES (new.id, new.title, new.body); END;
      CREATE TRIGGER doc_ad AFTER DELETE ON doc BEGIN INSERT INTO words(words, rowid, title, body) VALUES('delete', old.id, old.title, old.body); END;
      CREATE TRIGGER doc_au AFTER UPDATE ON doc BEGIN
        INSERT INTO words(words, rowid, title, body) VALUES('delete', old.id, old.title, old.body);
        INSERT INTO words(rowid, title, body) VALUES (new.id, new.title, new.body);
      END;
      INSERT INTO doc VALUES (1, 'one', 'a b'), (2, 'two', 'c');`,
    statements: ["INSERT INTO doc VALUES (3, 'three', 'd e'), (4, NULL, '')", "UPDATE doc SET body = body || ' more'", 'DELETE FROM doc WHERE id < 3'],
  },
  full_text_4: {
    schema: `CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT);
      CREATE VIRTUAL TABLE person_fts USING fts4(name);
      INSERT INTO person VALUES (1, 'Ada'), (2, 'Bob'); INSERT INTO person_fts (docid, name) SELECT id, name FROM person;
      CREATE TRIGGER person_bu BEFORE UPDATE OF name ON person BEGIN DELETE FROM person_fts WHERE docid = old.rowid; END;
      CREATE TRIGGER person_bd BEFORE DELETE ON person BEGIN DELETE FROM person_fts WHERE docid = old.rowid; END;
      CREATE TRIGGER person_au AFTER UPDATE OF name ON person BEGIN INSERT INTO person_fts(docid, name) VALUES(new.rowid, new.name); END;
      CREATE TRIGGER person_ai AFTER INSERT ON person BEGIN INSERT INTO person_fts(docid, name) VALUES(new.rowid, new.name); END;`,
    statements: ["INSERT INTO person VALUES (3, 'Cy')", "UPDATE person SET name = name || ' X'", 'DELETE FROM person WHERE id = 1'],
  },
row_of_a_cascade: {
    schema: `PRAGMA foreign_keys = ON;
      CREATE TABLE p (id INTEGER PRIMARY KEY, n INTEGER DEFAULT 0); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE); CREATE TABLE log (id INTEGER PRIMARY KEY, t TEXT);
      INSERT INTO p VALUES (1, 2), (2, 0); INSERT INTO c VALUES (1, 1), (2, 1);
      CREATE TRIGGER c_gone AFTER DELETE ON c BEGIN UPDATE p SET n = n - 1 WHERE id = OLD.p; INSERT INTO log (t) VALUES ('c' || OLD.id); END;`,
    statements: ['DELETE FROM p WHERE id = 1', 'DELETE FROM p'],
  },
  last_of_several: {
    schema: `CREATE TABLE m (id INTEGER PRIMARY KEY, room INTEGER, at TEXT, n INTEGER); CREATE TABLE room (id INTEGER PRIMARY KEY, last TEXT, most INTEGER);
      INSERT INTO room VALUES (1, '', 0), (2, '', 0); INSERT INTO m VALUES (1, 1, 'a', 1);
      CREATE TRIGGER newest AFTER INSERT ON m BEGIN UPDATE room SET last = NEW.at, most = max(most, NEW.n) WHERE id = NEW.room; END;`,
    statements: ["INSERT INTO m VALUES (2, 1, 'b', 5), (3, 1, 'c', 3), (4, 2, 'd', NULL)"],
  },
  rows_of_a_select: {
    schema: `CREATE TABLE cat (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE item_cat (item INTEGER, cat INTEGER, label TEXT);
      INSERT INTO cat VALUES (1, 'a'), (2, 'b'); INSERT INTO item VALUES (1, 'x'); INSERT INTO item_cat VALUES (1, 1, 'xa');
      CREATE TRIGGER item_in AFTER INSERT ON item BEGIN INSERT INTO item_cat SELECT NEW.id, cat.id, NEW.name || cat.name FROM cat WHERE cat.name <> NEW.name; END;
      CREATE TRIGGER cat_gone AFTER DELETE ON cat WHEN EXISTS (SELECT 1 FROM item) BEGIN
        UPDATE item_cat SET label = label || 'one
 two' WHERE cat <> OLD.id; DELETE FROM item_cat WHERE cat = OLD.id AND EXISTS (SELECT 1 FROM item WHERE item.id = item_cat.item); END;`,
    statements: ["INSERT INTO item VALUES (2, 'y'), (3, 'a')", 'DELETE FROM cat WHERE id = 1', 'DELETE FROM item', 'DELETE FROM cat'],
  },
  keys_of_several_columns: {
    schema: `CREATE TABLE w (a INTEGER, b TEXT, n INTEGER, u TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID; CREATE TABLE kv (k TEXT PRIMARY KEY, v TEXT, ver INTEGER DEFAULT 0); CREATE TABLE nc (k TEXT COLLATE NOCASE PRIMARY KEY, n INTEGER);
      INSERT INTO w VALUES (1, 'x', 0, ''), (1, 'y', 0, ''); INSERT INTO kv VALUES ('a', '1', 0), ('B', '2', 0); INSERT INTO nc VALUES ('A', 0), ('b', 0);
      CREATE TRIGGER w_changed AFTER UPDATE OF n ON w BEGIN UPDATE w SET u = u || NEW.n WHERE a = NEW.a AND b = NEW.b; END;
      CREATE TRIGGER kv_changed AFTER UPDATE OF v ON kv BEGIN UPDATE kv SET ver = ver + 1 WHERE k = NEW.k; UPDATE nc SET n = n + 1 WHERE k = NEW.k; END;`,
    statements: ['UPDATE w SET n = n + 1', "UPDATE w SET n = 5 WHERE b = 'x'", "UPDATE kv SET v = v || '!'"],
  },
  values_by_case: {
    schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, done BOOLEAN, n INTEGER, k INTEGER); CREATE TABLE l (id INTEGER PRIMARY KEY, what TEXT, n REAL); CREATE TABLE st (k INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0);
      INSERT INTO t VALUES (1, 0, 1, 1), (2, 1, 1, 1); INSERT INTO l VALUES (1, 'z', 1.5); INSERT INTO st VALUES (1, 1);
      CREATE TRIGGER moved AFTER UPDATE OF n ON t BEGIN INSERT INTO l (what, n) VALUES (CASE WHEN NEW.n > OLD.n THEN 'up' WHEN NEW.n < OLD.n THEN 'down' ELSE 'same' END, NEW.n * 1.5); END;
      CREATE TRIGGER finished AFTER UPDATE OF done ON t WHEN NEW.done = 1 AND OLD.done = 0 BEGIN UPDATE st SET n = n + NEW.done WHERE k = NEW.k; END;`,
    statements: ['UPDATE t SET n = 2 WHERE id = 1', 'UPDATE t SET n = NULL WHERE id = 1', 'UPDATE t SET n = 3 WHERE id = 1', 'UPDATE t SET done = TRUE', 'UPDATE t SET done = NOT done'],
  },
  new_words: {
    schema: `CREATE TABLE post (id INTEGER PRIMARY KEY, tag TEXT); CREATE TABLE tag (name TEXT UNIQUE); CREATE TABLE strict_tag (name TEXT NOT NULL UNIQUE); CREATE TABLE folded (name TEXT COLLATE NOCASE UNIQUE);
      INSERT INTO post VALUES (1, 'a'); INSERT INTO tag VALUES ('a'); INSERT INTO strict_tag VALUES ('a'); INSERT INTO folded VALUES ('a');
      CREATE TRIGGER tagged AFTER INSERT ON post BEGIN INSERT OR IGNORE INTO tag VALUES (NEW.tag); INSERT OR IGNORE INTO folded (name) VALUES (NEW.tag); END;
      CREATE TRIGGER strictly_tagged AFTER INSERT ON post WHEN NEW.id > 99 BEGIN INSERT OR IGNORE INTO strict_tag VALUES (NEW.tag); END;`,
    statements: ["INSERT INTO post VALUES (2, 'a'), (3, 'b'), (4, NULL), (5, 'A'), (6, NULL)"],
    left: ['strictly_tagged'],
  },
  one_wakes_another: {
    schema: `CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER, m INTEGER); CREATE TABLE b (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE c (id INTEGER PRIMARY KEY, n INTEGER);
      INSERT INTO a VALUES (1, 1, 0), (2, 1, 0); INSERT INTO b VALUES (1, 1), (2, 2); INSERT INTO c VALUES (1, 1);
      CREATE TRIGGER a_a AFTER UPDATE ON a BEGIN UPDATE a SET m = m + 1 WHERE id = NEW.id; END;
      CREATE TRIGGER a_b AFTER UPDATE ON a BEGIN UPDATE b SET n = n + 1 WHERE id = NEW.id; END;
      CREATE TRIGGER b_c AFTER UPDATE ON b BEGIN UPDATE c SET n = n + 1; END;`,
    statements: ['UPDATE a SET n = 0', 'UPDATE b SET n = 0', 'UPDATE a SET n = n + 1 WHERE id = 1'],
  },
  rivals: {
    schema: `CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE b (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE log (id INTEGER PRIMARY KEY, n INTEGER);
      INSERT INTO a VALUES (1, 1), (2, 2); INSERT INTO b VALUES (1, 1), (2, 2); INSERT INTO log VALUES (1, 1);
      CREATE TRIGGER counts AFTER UPDATE ON a BEGIN UPDATE b SET n = (SELECT count(*) FROM log) WHERE id = NEW.id; END;
      CREATE TRIGGER counts_itself AFTER DELETE ON a BEGIN INSERT INTO log (n) SELECT count(*) FROM log; END;
      CREATE TRIGGER counts_in_turn AFTER INSERT ON a BEGIN INSERT INTO log (n) SELECT count(*) FROM log; END;
      CREATE TRIGGER logs AFTER UPDATE OF n ON a BEGIN INSERT INTO log (n) VALUES (NEW.n); END;`,
    statements: ['INSERT INTO a VALUES (3, 3), (4, 4), (5, 5)'],
    left: ['counts', 'counts_itself'],
  },
  round_about: {
    schema: `CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE b (id INTEGER PRIMARY KEY, n INTEGER);
      INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1);
      CREATE TRIGGER a_b AFTER UPDATE ON a BEGIN UPDATE b SET n = n + 1 WHERE id = NEW.id; END;
      CREATE TRIGGER b_a AFTER UPDATE ON b BEGIN UPDATE a SET n = n + 10 WHERE id = NEW.id; END;`,
    statements: [],
    left: ['a_b', 'b_a'],
  },
  left: {
    schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, is_default INTEGER, n INTEGER); CREATE TABLE stock (id INTEGER PRIMARY KEY, n INTEGER); CREATE TABLE log (id INTEGER PRIMARY KEY, t TEXT);
      CREATE VIEW v AS SELECT id, a FROM t; INSERT INTO t VALUES (1, 'a', 1, 1); INSERT INTO stock VALUES (1, 5);
      CREATE TRIGGER one_default AFTER INSERT ON t WHEN NEW.is_default BEGIN UPDATE t SET is_default = 0 WHERE id <> NEW.id; END;
      CREATE TRIGGER through INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (NEW.a); END;
      CREATE TRIGGER counted AFTER UPDATE ON t BEGIN INSERT INTO log (t) SELECT count(*) FROM t; END;
      CREATE TRIGGER enough BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'none left') FROM stock WHERE n < NEW.n; END;
      CREATE TRIGGER taken AFTER INSERT ON t BEGIN UPDATE stock SET n = n - NEW.n; END;
      CREATE TRIGGER printed AFTER DELETE ON t BEGIN INSERT INTO log (t) VALUES (printf('%05d', OLD.id)); END;
      CREATE TRIGGER failing AFTER DELETE ON t WHEN OLD.id > 9 BEGIN SELECT RAISE(FAIL, 'x'); END;
      CREATE TRIGGER ignoring AFTER DELETE ON t WHEN OLD.id > 9 BEGIN SELECT RAISE(IGNORE); END;
      CREATE TRIGGER replacing AFTER DELETE ON t WHEN OLD.id > 9 BEGIN INSERT OR REPLACE INTO log VALUES (1, 'x'); END;`,
    statements: ["INSERT INTO stock VALUES (2, 7)"],
    left: ['one_default', 'through', 'counted', 'enough', 'printed', 'failing', 'ignoring', 'replacing'],
  },
} // prettier-ignore
