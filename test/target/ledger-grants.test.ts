import { expect, test } from 'vitest'
import { ledgerStatus } from '../../engine/ledger-status.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)'

test('a second role is told the grants on the ledger that it needs, and they are enough', async () => {
  await using target = await createDatabase()
  await migrateSql(target, FILE)
  const second = `${target.settings.user}_second`
  const settings = { ...target.settings, user: second, password: second }
  await target.admin(
    `CREATE ROLE ${second} LOGIN PASSWORD '${second}'; GRANT CREATE ON DATABASE ${target.settings.database} TO ${second}`,
  )
  try {
    await expect(ledgerStatus(settings)).rejects.toMatchObject({ code: 'target-grant-missing' })
    const refused = await migrateSql({ settings }, FILE, { options: { schema: 'other' } })
    expect(refused.error).toMatchObject({ code: 'target-grant-missing' })
    const [, grants] = /^Run as its owner: (.*)$/.exec(refused.error!.hint)!
    await target.query(grants!)
    expect(await ledgerStatus(settings)).toHaveLength(1)
    expect(await migrateSql({ settings }, FILE, { options: { schema: 'other' } })).toMatchObject({
      outcome: 'published',
    })
  } finally {
    await target.admin(`DROP OWNED BY ${second} CASCADE; DROP ROLE ${second}`)
  }
})
