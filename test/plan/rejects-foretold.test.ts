import { expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { foretell } from '../publish/foretell.ts'

const TARGET = `
  CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('sad', 'happy'); CREATE DOMAIN s.percent AS numeric(5,2) CHECK (VALUE <= 100);
  CREATE TABLE s.t (id bigint PRIMARY KEY, mood s.mood, share s.percent, n int NOT NULL CHECK (n > 0), span int4range)`
const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, mood TEXT, share REAL, n INTEGER, span TEXT);
  INSERT INTO t VALUES (1, 'sad', 1, 1, '[1,2)'), (2, 'angry', 1, 1, NULL), (3, 'sad', 101, 1, NULL), (4, 'sad', 1, NULL, NULL), (5, 'sad', 1, 0, NULL),
    (6, 'sad', 1, 1, '[2,1)'), (7, 'sad', 1.234, 1, NULL), (8, 'happy', 1, 3000000000, NULL), (9, NULL, NULL, 9, NULL)`

test('rows that PostgreSQL or litelift refuse are counted by the plan, with the reasons', async () => {
  await using target = await createDatabase()
  await target.query(TARGET)
  const [change] = await foretell(target, FILE, {})
  expect(change).toMatchObject({ refused: null, counts: { inserted: 2, rejected: 7 } })
  expect(change!.remarks).toHaveLength(6)
  expect(change!.remarks.join('\n')).toMatch(
    /rejected: t\.mood was refused by PostgreSQL: invalid input value for enum/,
  )
  const options: RawOptions = { onReject: 'continue' }
  expect(await migrateSql(target, FILE, { options })).toMatchObject({ tables: [{ inserted: 2, rejected: 7 }] })
})
