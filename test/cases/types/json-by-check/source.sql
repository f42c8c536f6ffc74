CREATE TABLE c ("id" integer primary key, "prefs" text NOT NULL CHECK ((JSON_VALID("prefs") OR "prefs" IS NULL)));
INSERT INTO c VALUES(1,'{"x": 1}');
CREATE TABLE d (a TEXT CHECK (json_valid(a)), b CHECK (b IS NULL OR json_valid(b)), twice TEXT CHECK (json_valid(twice)), more TEXT CHECK (json_valid(more) AND more <> ''), empty TEXT CHECK (json_valid(empty)), number INTEGER CHECK (json_valid(number)));
INSERT INTO d VALUES ('[1]', NULL, '{"a": 1, "a": 2}', '{}', NULL, 5), ('"x"', '{}', '[]', '[]', NULL, NULL);
