import { expect, test } from 'vitest'
import { examine } from '../../engine/doctor.ts'
import { ledgerStatus } from '../../engine/ledger-status.ts'
import { parseOptions } from '../../engine/options.ts'
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

    // As an earlier version left it: its owner may bring it up to date, and nobody else.
    await target.query(
      'ALTER TABLE litelift.migration DROP COLUMN constants, DROP COLUMN last_modified; DROP TABLE litelift.schema_owner, litelift.lease, litelift.plan, litelift.task, litelift.part; DELETE FROM litelift.version WHERE version >= 7',
    )
    const old = await migrateSql({ settings }, `${FILE};`, { options: { schema: 'third' } })
    const words = `which ${target.settings.user} may do, who made it, and ${second} may not`
    expect(old.error).toMatchObject({
      code: 'target-grant-missing',
      message: expect.stringContaining(words) as string,
    })
    const looked = async () => (await examine(settings, parseOptions({ schema: 'third' })))[2]
    expect(await looked()).toMatchObject({ what: 'ledger', state: 'failed' })
    const [, grant] = /administrator: (.*)$/.exec(old.error!.hint)!
    await target.admin(grant!)
    expect(await looked()).toMatchObject({ state: 'ok', message: 'of version 6, which the next migration raises' })
    expect(await migrateSql({ settings }, FILE, { options: { schema: 'third' } })).toMatchObject({
      outcome: 'published',
    })
  } finally {
    await target.admin(`DROP OWNED BY ${second} CASCADE; DROP ROLE ${second}`)
  }
})
