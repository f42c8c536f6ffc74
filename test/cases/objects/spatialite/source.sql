-- What SpatiaLite's InitSpatialMetadata() and AddGeometryColumn() leave behind, in short.
CREATE TABLE spatial_ref_sys (srid INTEGER NOT NULL PRIMARY KEY, auth_name TEXT NOT NULL, srtext TEXT NOT NULL DEFAULT 'Undefined');
CREATE UNIQUE INDEX idx_spatial_ref_sys ON spatial_ref_sys (srid, auth_name);
CREATE TABLE geometry_columns (f_table_name TEXT NOT NULL, f_geometry_column TEXT NOT NULL, geometry_type INTEGER NOT NULL, srid INTEGER NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (f_table_name, f_geometry_column), CONSTRAINT fk_gc_srs FOREIGN KEY (srid) REFERENCES spatial_ref_sys (srid),
  CONSTRAINT ck_gc_rtree CHECK (geometry_type IN (0, 1, 2, 3)));
CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT, "Geometry" POINT);
INSERT INTO spatial_ref_sys VALUES (4326, 'epsg', 'GEOGCS[...]');
INSERT INTO geometry_columns VALUES ('town', 'geometry', 1, 4326);
INSERT INTO town VALUES (1, 'Ulm', x'0001e6100000fefefefe7c01000000fe'), (2, 'Bonn', NULL);
CREATE TRIGGER ggi_town BEFORE INSERT ON town FOR EACH ROW BEGIN SELECT RAISE(ROLLBACK, 'violates Geometry constraint') WHERE NEW."Geometry" IS NOT NULL AND GeometryConstraints(NEW."Geometry", 'POINT', 4326) <> 1; END;
CREATE VIEW geom_cols_ref_sys AS SELECT f_table_name, f_geometry_column, auth_name FROM geometry_columns, spatial_ref_sys WHERE geometry_columns.srid = spatial_ref_sys.srid;
-- Computed by the extension, which nobody has here.
CREATE VIEW centres AS SELECT id, AsText("Geometry") AS centre FROM town;
PRAGMA writable_schema = ON;
INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', 'SpatialIndex', 'SpatialIndex', 0, 'CREATE VIRTUAL TABLE SpatialIndex USING VirtualSpatialIndex()');
