-- Drizzle has integers and texts alone; the defaults of its documentation say what they count.
CREATE TABLE `__drizzle_migrations` (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric);
CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `created_at` integer DEFAULT (unixepoch()) NOT NULL, `changed_at` integer DEFAULT (unixepoch() * 1000) NOT NULL, `exact_at` integer DEFAULT (cast((julianday('now') - 2440587.5)*86400000 as integer)) NOT NULL, `old_at` integer DEFAULT (strftime('%s', 'now')), `written` text DEFAULT CURRENT_TIMESTAMP NOT NULL, `loose` text DEFAULT (CURRENT_TIMESTAMP), `count` integer DEFAULT 0, `admin` integer DEFAULT false);
INSERT INTO __drizzle_migrations VALUES(NULL,'abc',1714979289123);
INSERT INTO users VALUES(1,1714979289,1714979289123,1714979289123,NULL,'2024-05-06 07:08:09','soon',5,1);
