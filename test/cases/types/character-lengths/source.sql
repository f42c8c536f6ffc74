CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR(3), n NVARCHAR(3), cv CHARACTER VARYING(3), c CHAR(2), nc NCHAR(55), long VARCHAR(3), blank CHAR(5), none VARCHAR);
INSERT INTO t VALUES (1, 'abc', 'äöü', '𝄞𝄞𝄞', 'ab', 'x', 'abcd', 'a', 'any length'), (2, '', NULL, 'a', ' ', '', 'ä', 'b  ', '');
