-- GORM's time.Time is datetime in SQLite and timestamptz in PostgreSQL; Go writes the offset.
CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT,`created_at` datetime,`updated_at` datetime,`deleted_at` datetime,`name` text,`active` numeric DEFAULT true);
CREATE INDEX `idx_users_deleted_at` ON `users`(`deleted_at`);
INSERT INTO users VALUES(1,'2024-05-06 07:08:09.123456+02:00','2024-05-06 07:08:09',NULL,'a',1);
