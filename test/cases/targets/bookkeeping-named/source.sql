CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
CREATE TABLE knex_migrations (id INTEGER PRIMARY KEY, name VARCHAR(255));
INSERT INTO alembic_version VALUES ('new');
INSERT INTO knex_migrations VALUES (1, 'new');
