-- What every pump keeps for itself: ids begin with 1 in each of them.
CREATE TABLE sensor (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE reading (
  id INTEGER PRIMARY KEY,
  sensor_id INTEGER NOT NULL REFERENCES sensor (id),
  taken_at DATETIME NOT NULL,
  value REAL NOT NULL
);
INSERT INTO sensor (name) VALUES ('pressure'), ('temperature');
INSERT INTO reading (sensor_id, taken_at, value) VALUES
  (1, '2026-11-02 08:00:00', 4.1), (1, '2026-11-02 09:00:00', 4.3), (2, '2026-11-02 08:00:00', 61.5);
