PRAGMA foreign_keys=OFF;
CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, at TIMESTAMP);
INSERT INTO notes VALUES(1,'first','2026-01-02 03:04:05');
INSERT INTO notes VALUES(2,'a "quoted" -- text; with /* everything */',NULL);
CREATE INDEX notes_at ON notes (at);
