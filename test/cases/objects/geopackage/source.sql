PRAGMA application_id = 0x47504B47;
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name));
CREATE TABLE places (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, shape MULTIPOLYGON, name TEXT(30));
INSERT INTO gpkg_contents (table_name, data_type, last_change) VALUES ('places', 'features', '2024-01-02T03:04:05.678Z');
INSERT INTO gpkg_geometry_columns VALUES ('places', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO places (geom, shape, name) VALUES (x'47500001e6100000010100000000000000000024400000000000003440', NULL, 'a'), (NULL, x'4750000100', 'b');
CREATE VIRTUAL TABLE rtree_places_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO rtree_places_geom VALUES (1, 10, 10, 20, 20);
CREATE TRIGGER rtree_places_geom_delete AFTER DELETE ON places WHEN old.geom NOT NULL BEGIN DELETE FROM rtree_places_geom WHERE id = OLD.fid; END;
