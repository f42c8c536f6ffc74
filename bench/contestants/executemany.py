"""INSERT scripts as people write them: executemany of psycopg2 over rows of sqlite3. Arguments: file, table, rows."""

import sqlite3
import sys

import psycopg2

path, table, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
source = sqlite3.connect(path)
rows = source.execute(f"SELECT * FROM {table} LIMIT {limit}")
places = ", ".join(["%s"] * len(rows.description))
target = psycopg2.connect("")
with target, target.cursor() as cursor:
    cursor.executemany(f"INSERT INTO target.{table} VALUES ({places})", rows)
