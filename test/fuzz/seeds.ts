import { readFileSync, unlinkSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { foreignBytes, foreignNames } from '../foreign-databases.ts'
import { makeDatabase } from '../source/database-file.ts'

export interface SeedFile {
  name: string
  bytes: Buffer
}

/** Files to damage: small ones with every structure of the format, and those of others where they are present. */
export function seedFiles(folder: string): SeedFile[] {
  const made = SHAPES.map(({ name, pragmas }) => {
    const path = makeDatabase(folder, { pragmas, fill })
    const bytes = readFileSync(path)
    unlinkSync(path)
    return { name, bytes }
  })
  return [...made, ...foreignFiles()]
}

const SHAPES = [
  { name: 'pages of 512', pragmas: ['page_size = 512'] },
  {
    name: 'pages of 1024, UTF-16le, auto-vacuum',
    pragmas: ['page_size = 1024', "encoding = 'UTF-16le'", 'auto_vacuum = 1'],
  },
  { name: 'pages of 4096, UTF-16be', pragmas: ['page_size = 4096', "encoding = 'UTF-16be'"] },
  { name: 'pages of 65536', pragmas: ['page_size = 65536'] },
]

/** Interior pages of several levels, overflow chains, short records, WITHOUT ROWID, freed pages, an FTS index. */
function fill(database: Database.Database): void {
  database.exec('CREATE TABLE narrow (id INTEGER PRIMARY KEY, a INT, b REAL, c TEXT)')
  const narrow = database.prepare('INSERT INTO narrow VALUES (?, ?, ?, ?)')
  for (let i = -400; i < 1200; i++) narrow.run(i * 1000, i * i * i, i / 7, `row ${i} ÿ`)
  database.exec('CREATE TABLE wide (a TEXT, b BLOB)')
  const wide = database.prepare('INSERT INTO wide VALUES (?, ?)')
  for (let i = 0; i < 60; i++) wide.run('text '.repeat(i * 9), Buffer.alloc((i * i * 37) % 5000, i))
  database.exec(`
    CREATE TABLE grown (a);
    INSERT INTO grown VALUES (1), ('two'), (NULL);
    ALTER TABLE grown ADD COLUMN later TEXT DEFAULT 'added';
    INSERT INTO grown VALUES (4, 'given');
    CREATE TABLE keyed (k TEXT, v, PRIMARY KEY (k)) WITHOUT ROWID;
    INSERT INTO keyed SELECT 'key ' || id, c FROM narrow WHERE id % 3000 = 0;
    CREATE INDEX by_c ON narrow (c);
    CREATE VIRTUAL TABLE words USING fts5 (body);
    INSERT INTO words SELECT a FROM wide LIMIT 20;
    CREATE TABLE dropped AS SELECT * FROM narrow;
    DROP TABLE dropped`)
}

function foreignFiles(): SeedFile[] {
  return foreignNames('.db', '.sqlite', '.gpkg', '.mbtiles')
    .map((name) => ({ name, bytes: foreignBytes(name) }))
    .filter(({ bytes }) => bytes.length < 400_000)
}
