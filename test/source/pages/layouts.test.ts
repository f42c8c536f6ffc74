import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { ourRows, sqliteRows } from './cells.ts'
import { makeDatabase, withSource } from '../database-file.ts'
import { scratchFolder } from '../../scratch.ts'

const ENCODINGS = ['UTF-8', 'UTF-16le', 'UTF-16be']
const RESERVED = [0, 8, 32]
const AUTO_VACUUM = [0, 1, 2]

/** Bytes 20 and 105 of the header page: reserved bytes, and where its cells end (fileformat2 §1.3.4, §1.6). */
function reserve(path: string, pageSize: number, reserved: number): void {
  const bytes = readFileSync(path)
  bytes[20] = reserved
  bytes.writeUInt16BE((pageSize - reserved) % 65_536, 105)
  writeFileSync(path, bytes)
}

const FILL = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, b BLOB, r REAL, n);
  CREATE TABLE k (x TEXT PRIMARY KEY, b) WITHOUT ROWID;
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
  INSERT INTO t SELECT i * i, printf('%.*c', i * 20, 'é') || '𝄞', zeroblob(i * i * 3), i / 3.0, i << i FROM n;
  INSERT INTO k SELECT x, b FROM t;
  DELETE FROM t WHERE id % 5 = 0;`

test.for([512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536])(
  'pages of %i bytes, with every reserve, encoding and auto_vacuum, read as SQLite reads them',
  async (pageSize) => {
    for (const reserved of RESERVED) {
      for (const encoding of ENCODINGS) {
        for (const vacuum of AUTO_VACUUM) {
          using folder = scratchFolder()
          const pragmas = [`page_size = ${pageSize}`, `encoding = '${encoding}'`, `auto_vacuum = ${vacuum}`]
          const path = makeDatabase(folder.path, { pragmas: [...pragmas, 'user_version = 1'], fill: '' })
          if (reserved > 0) reserve(path, pageSize, reserved)
          const made = new Database(path)
          made.exec(FILL)
          made.close()
          await withSource(path, ({ source, tables, database }) => {
            expect(source.pages).toMatchObject({ pageSize, usable: pageSize - reserved })
            const read = tables.flatMap((table) => [...ourRows(source.pages, table.scan)])
            const expected = tables.flatMap((table) => [...sqliteRows(database, table)])
            expect(read).toHaveLength(32 + 40)
            // As one comparison, because a difference of texts this long takes minutes to print.
            expect(read.every((row, at) => row === expected[at])).toBe(true)
          })
        }
      }
    }
  },
)
