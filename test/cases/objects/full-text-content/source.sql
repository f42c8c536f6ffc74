CREATE VIRTUAL TABLE note5 USING fts5(title, body, source UNINDEXED);
INSERT INTO note5 VALUES ('Réunion', 'Lunch at "noon"; don''t be late', 'mail'), ('Empty', NULL, 'web'), ('running', 'runs', NULL);
CREATE VIRTUAL TABLE note4 USING fts4(title, body, notindexed=body);
INSERT INTO note4 VALUES ('One', 'two'), ('three', 'four');
CREATE VIRTUAL TABLE spoken USING fts4(body, languageid="lang");
INSERT INTO spoken (body, lang) VALUES ('hello', 0), ('hallo', 49);
CREATE VIRTUAL TABLE note3 USING fts3(subject TEXT);
INSERT INTO note3 VALUES ('Hello World');
-- Its content is that of another table.
CREATE TABLE article (id INTEGER PRIMARY KEY, body TEXT);
INSERT INTO article VALUES (1, 'alpha beta'), (2, 'gamma');
CREATE VIRTUAL TABLE search USING fts5(body, content='article', content_rowid='id');
INSERT INTO search(search) VALUES ('rebuild');
