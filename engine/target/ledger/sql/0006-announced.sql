-- When whoever listens was told of the last publication; null until then, and where nobody listens.
ALTER TABLE litelift.migration ADD COLUMN announced timestamptz;
