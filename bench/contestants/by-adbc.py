"""ADBC's drivers of SQLite and PostgreSQL: record batches from one into the other. Arguments: file, and JSON of tables and statements."""
import json
import os
import pathlib
import sys

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi

path, wanted = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text())
env = os.environ
uri = f"postgresql://{env['PGUSER']}:{env['PGPASSWORD']}@{env['PGHOST']}:{env['PGPORT']}/{env['PGDATABASE']}"
with adbc_driver_sqlite.dbapi.connect(path) as source, adbc_driver_postgresql.dbapi.connect(uri) as target:
    with source.cursor() as reading, target.cursor() as writing:
        writing.execute("CREATE SCHEMA target")
        for table in wanted["tables"]:
            reading.execute(f'SELECT * FROM "{table}"')
            writing.adbc_ingest(table, reading.fetch_record_batch(), mode="create", db_schema_name="target")
        for statement in wanted["statements"]:
            writing.execute(statement)
    target.commit()
