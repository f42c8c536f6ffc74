-- Android, iOS and media servers bring tokenizers of their own: the index needs them, the content does not.
CREATE TABLE message (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
INSERT INTO message VALUES (1, 'a', 'one'), (2, 'b', 'two');
CREATE VIRTUAL TABLE f3 USING fts3(title, tokenize porter);
CREATE VIRTUAL TABLE f4 USING fts4(title, body, tokenize=porter "remove, (diacritics)=0");
CREATE VIRTUAL TABLE outside USING fts4(content="message", title, tokenize=porter, body);
CREATE VIRTUAL TABLE f5 USING fts5(a, b UNINDEXED, tokenize = 'porter ascii');
INSERT INTO f3 VALUES ('tokenize=porter, x');
INSERT INTO f4 VALUES ('hello', 'w$1'), ('x', NULL);
INSERT INTO f5 VALUES ('five', x'00ff');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'porter', 'icu');
