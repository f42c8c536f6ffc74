-- Delphi and Visual Basic programs write names in the code page of their machine: ä is E4 and ß is DF, which is no UTF-8.
CREATE TABLE Kaeufer (id INTEGER PRIMARY KEY AUTOINCREMENT, Strasze TEXT DEFAULT 'Muenchen', Größe REAL CHECK (Größe > 0));
CREATE UNIQUE INDEX by_Strasze ON Kaeufer (Strasze);
CREATE TABLE gut (a, Strasze TEXT, PRIMARY KEY (Strasze)) WITHOUT ROWID;
CREATE TABLE eigen (Strasze TEXT COLLATE NOCASE);
CREATE INDEX by_eigen ON eigen (Strasze);
INSERT INTO eigen VALUES ('w');
CREATE VIEW alle AS SELECT Strasze FROM Kaeufer;
INSERT INTO Kaeufer VALUES (41, 'x', 1.5);
DELETE FROM Kaeufer;
INSERT INTO Kaeufer VALUES (7, 'x', 1.5), (8, 'y', NULL);
INSERT INTO gut VALUES (1, 'z');
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET
  name = replace(replace(name, 'ae', CAST(x'e4' AS TEXT)), 'sz', CAST(x'df' AS TEXT)),
  tbl_name = replace(replace(tbl_name, 'ae', CAST(x'e4' AS TEXT)), 'sz', CAST(x'df' AS TEXT)),
  sql = replace(replace(replace(sql, 'ae', CAST(x'e4' AS TEXT)), 'sz', CAST(x'df' AS TEXT)), 'ue', CAST(x'fc' AS TEXT))
  WHERE name <> 'sqlite_sequence';
-- Such programs have collations of their own, which SQLite's checks need and its reading does not.
UPDATE sqlite_schema SET sql = replace(sql, 'NOCASE', 'DELPHI');
UPDATE sqlite_sequence SET name = replace(name, 'ae', CAST(x'e4' AS TEXT));
