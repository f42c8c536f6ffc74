CREATE VIRTUAL TABLE box USING rtree(id, minx, maxx, +label TEXT);
INSERT INTO box VALUES (1, 0.5, 1.5, 'a'), (7, -3, 2, NULL);
CREATE VIRTUAL TABLE cell USING rtree_i32(id, low, high);
INSERT INTO cell VALUES (1, -5, 5);
CREATE VIRTUAL TABLE area USING geopoly(name);
INSERT INTO area(_shape, name) VALUES ('[[0,0],[1,0],[0,1],[0,0]]', 'triangle');
