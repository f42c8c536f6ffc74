CREATE TABLE Person (Id INTEGER PRIMARY KEY, Name TEXT, "Changed At" DATETIME, Visits INTEGER DEFAULT 0);
CREATE TABLE Visit (Id INTEGER PRIMARY KEY, PersonId INTEGER REFERENCES Person, Note TEXT);
CREATE TABLE "Log of visits" (Id INTEGER PRIMARY KEY, Text TEXT);
INSERT INTO Person VALUES (1, 'Ada', '2024-01-01 10:00:00', 1); INSERT INTO Visit VALUES (1, 1, 'first');
-- They do not fire for what the file brings.
CREATE TRIGGER touchPerson AFTER UPDATE OF Name ON Person BEGIN UPDATE Person SET "Changed At" = datetime('now') WHERE Id = NEW.Id; END;
CREATE TRIGGER "count visits" AFTER INSERT ON Visit BEGIN
  UPDATE Person SET Visits = Visits + 1 WHERE Id = NEW.PersonId;
  INSERT INTO "Log of visits" (Text) VALUES (NEW.Note || ' by ' || NEW.PersonId || ' $litelift$');
END;
CREATE TRIGGER no_empty_note BEFORE INSERT ON Visit WHEN NEW.Note = '' BEGIN SELECT RAISE(ABORT, 'empty'); END;
-- SQLite alone has printf.
CREATE TRIGGER printed AFTER DELETE ON Visit BEGIN INSERT INTO "Log of visits" (Text) VALUES (printf('%d', OLD.Id)); END;
