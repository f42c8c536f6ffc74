CREATE TABLE account (id INTEGER PRIMARY KEY, email TEXT, deleted BOOLEAN NOT NULL DEFAULT 0, state TEXT);
CREATE UNIQUE INDEX one_live ON account (email) WHERE deleted = 0;
CREATE INDEX open ON account (state) WHERE state LIKE 'open%' AND email IS NOT NULL;
INSERT INTO account VALUES (1, 'a', 0, 'Opened'), (2, 'a', 1, NULL), (3, 'a', 1, 'open'), (4, NULL, 0, NULL), (5, NULL, 0, '');
