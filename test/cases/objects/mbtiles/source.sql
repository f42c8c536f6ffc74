PRAGMA application_id = 0x4d504258;
CREATE TABLE metadata (name text, value text);
CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id TEXT);
CREATE TABLE images (tile_data BLOB, tile_id TEXT);
CREATE UNIQUE INDEX map_index ON map (zoom_level, tile_column, tile_row);
CREATE UNIQUE INDEX images_id ON images (tile_id);
CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column, map.tile_row AS tile_row, images.tile_data AS tile_data
  FROM map JOIN images ON images.tile_id = map.tile_id;
INSERT INTO metadata VALUES ('name', 'test'), ('format', 'png');
INSERT INTO map VALUES (0, 0, 0, 'a'), (1, 0, 1, 'a'), (1, 1, 1, 'b');
INSERT INTO images VALUES (x'89504e470d0a1a0a', 'a'), (x'', 'b');
