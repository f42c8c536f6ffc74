CREATE SCHEMA s;
CREATE TABLE s.perm (id int PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE s.user_perm ("user" text, perm_id int NOT NULL REFERENCES s.perm (id), PRIMARY KEY ("user", perm_id));
INSERT INTO s.perm VALUES (1, 'delete'), (2, 'view');
