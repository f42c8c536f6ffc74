"""DuckDB's sqlite and postgres extensions: CREATE TABLE … AS FROM …, then keys and indexes. Arguments: file, and JSON of tables and statements."""
import importlib.util
import json
import pathlib
import sys

import duckdb

path, wanted = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text())
connection = duckdb.connect(config={"allow_unsigned_extensions": True})
for package in ("sqlite_scanner", "postgres_scanner"):
    folder = importlib.util.find_spec(f"duckdb_extension_{package}").submodule_search_locations[0]
    extension = next(pathlib.Path(folder).glob(f"extensions/v{duckdb.__version__}/{package}.duckdb_extension"))
    connection.execute(f"LOAD '{extension}'")
connection.execute(f"ATTACH '{path}' AS source (TYPE sqlite, READ_ONLY)")
# Host, user and password are libpq's variables.
connection.execute("ATTACH '' AS target (TYPE postgres)")
connection.execute("CREATE SCHEMA target.target")
for table in wanted["tables"]:
    connection.execute(f'CREATE TABLE target.target."{table}" AS FROM source."{table}"')
for statement in wanted["statements"]:
    connection.execute("CALL postgres_execute('target', $1)".replace("$1", "'" + statement.replace("'", "''") + "'"))
