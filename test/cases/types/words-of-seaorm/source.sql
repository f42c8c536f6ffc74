-- What sea-query writes for SQLite.
CREATE TABLE t (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime_text, ts timestamp_text, tz timestamp_with_timezone_text, "day" date_text, "hour" time_text,
  doc json_text, bin jsonb_text, key uuid_text, kind enum_text, price real_money, flag boolean);
INSERT INTO t VALUES (1, '2024-05-06 07:08:09', '2024-05-06 07:08:09', '2024-05-06 07:08:09 +00:00', '2024-05-06', '07:08:09', '{"a": 1}', '[]', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'x', 1.5, 1);
CREATE TABLE odd (doc json_text, key uuid_text);
INSERT INTO odd VALUES ('{', 'none');
