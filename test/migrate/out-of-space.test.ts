import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { serverAccount } from '../../local/postgres/account.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { migrateSql } from './migrate-sql.ts'

const ROWS = 5000
/** 5 MB, which the server does not compress: no row is longer than 2 KB. */
const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, filler TEXT);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
  INSERT INTO t SELECT i, printf('%01000d', i) FROM n`

test('a server whose disk is full has published nothing; with more space the next try does', async ({ skip }) => {
  const account = serverAccount()
  if (account === null || process.platform !== 'linux') return skip('only root on Linux may mount a disk that is small')
  using folder = scratchFolder({ open: true })
  using disk = mountDisk(folder.path, account)
  if (disk === null) return skip('this container may not mount')
  await using target = await createDatabase()
  const { user } = target.settings
  // The ledger lies elsewhere.
  await migrateSql(target, 'CREATE TABLE earlier (n INTEGER)', { uri: 'earlier' })
  const tablespace = `${user}_small`
  await target.admin(`CREATE TABLESPACE ${tablespace} LOCATION '${folder.path}'`)
  await target.admin(
    `GRANT CREATE ON TABLESPACE ${tablespace} TO ${user}; ALTER ROLE ${user} SET default_tablespace = ${tablespace}`,
  )
  const full = await migrateSql(target, FILE)
  const [visible] = await target.query<{ there: string | null }>("SELECT to_regclass('s.t') AS there")
  disk.grow()
  const enough = await migrateSql(target, FILE)
  const rows = await target.query('SELECT count(*)::int AS rows FROM s.t')
  await target.admin(`DROP OWNED BY ${user} CASCADE`)
  await target.admin(`DROP TABLESPACE ${tablespace}`)

  expect(full).toMatchObject({
    outcome: 'failed-retryable',
    error: { code: 'target-out-of-space', kind: 'again', message: expect.stringContaining('53100') as string },
  })
  expect(visible).toEqual({ there: null })
  expect(enough).toMatchObject({ outcome: 'published', rows: ROWS })
  expect(rows).toEqual([{ rows: ROWS }])
})

interface Disk extends Disposable {
  grow(): void
}

/** A disk of 3 MB that belongs to the account; null where mounting is not allowed. */
function mountDisk(path: string, { uid, gid }: { uid: number; gid: number }): Disk | null {
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'ignore' })
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=3m,uid=${uid},gid=${gid},mode=700`, 'tmpfs', path)
  } catch {
    return null
  }
  return {
    grow: () => run('mount', '-o', 'remount,size=64m', path),
    [Symbol.dispose]: () => run('umount', path),
  }
}
