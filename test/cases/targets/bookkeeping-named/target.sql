CREATE SCHEMA s;
CREATE TABLE s.alembic_version (version_num varchar(32) PRIMARY KEY);
INSERT INTO s.alembic_version VALUES ('old');
CREATE TABLE s.knex_migrations (id integer PRIMARY KEY, name varchar(255));
INSERT INTO s.knex_migrations VALUES (1, 'old'), (2, 'older');
