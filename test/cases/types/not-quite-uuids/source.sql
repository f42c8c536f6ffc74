CREATE TABLE t (id INTEGER PRIMARY KEY, braces UUID, urn GUID, short UUID, bytes UUID, empty UUID);
INSERT INTO t VALUES (1, '{0f8fad5b-d9cb-469f-a165-70867728950e}', 'urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e', '0f8fad5b-d9cb-469f-a165', x'0f8fad5bd9cb469fa1', '0f8fad5b-d9cb-469f-a165-70867728950e'),
  (2, '0f8fad5b-d9cb-469f-a165-70867728950e', '0f8fad5bd9cb469fa16570867728950e', '0f8fad5b-d9cb-469f-a165-70867728950e', x'0f8fad5bd9cb469fa16570867728950e', '');
