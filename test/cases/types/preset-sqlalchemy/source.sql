-- SQLAlchemy's Uuid is CHAR(32) without hyphens, its DATETIME has six digits.
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE runs (id CHAR(32) NOT NULL, started DATETIME NOT NULL, ended DATETIME, ok BOOLEAN, code VARCHAR(32), PRIMARY KEY (id));
INSERT INTO alembic_version VALUES('1975ea83b712');
INSERT INTO runs VALUES('a0eebc999c0b4ef8bb6d6bb9bd380a11','2024-05-06 07:08:09.000000',NULL,1,'a0eebc999c0b4ef8bb6d6bb9bd380a11');
