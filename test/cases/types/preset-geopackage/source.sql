-- GeoPackage's DATETIME is UTC with a Z (OGC 12-128r18, table 1).
PRAGMA application_id = 0x47504B47;
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
CREATE TABLE roads (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT(80), lanes TINYINT, open BOOLEAN, built DATE, surveyed DATETIME);
INSERT INTO gpkg_contents VALUES('roads','features','roads','2024-05-06T07:08:09.123Z');
INSERT INTO roads VALUES(1,'A 1',4,1,'1974-05-06',NULL);
