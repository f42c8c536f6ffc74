import { expect, test } from 'vitest'
import { migrationId } from '../../engine/target/claim/identity.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { createDatabase } from '../database.ts'
import { claimer, claimOnce, IDENTITY } from './claimer.ts'

const NAME = `litelift ${migrationId(IDENTITY)}`
const OTHER = `litelift ${migrationId({ ...IDENTITY, version: 'v2' })}`

test('a claim ends what an earlier one left behind, and no session besides', async () => {
  await using target = await createDatabase()
  await using elsewhere = await createDatabase()
  await claimOnce(target)
  const { user, password } = elsewhere.settings

  await using left = await connect(target.settings, `${NAME} 1`)
  await using ofAnotherMigration = await connect(target.settings, OTHER)
  await using inAnotherDatabase = await connect({ ...target.settings, database: elsewhere.settings.database }, NAME)
  await using ofAnotherRole = await connect({ ...target.settings, user, password }, NAME)
  await using asking = await claimer(target)
  const ended = new Promise((resolve) => left.client.once('end', resolve))
  await using second = await claimer(target)
  expect(await second.claim()).toMatchObject({ state: 'running', claim: '2' })

  await ended
  await expect(left.client.query('SELECT 1')).rejects.toThrow('not queryable')
  for (const { client } of [ofAnotherMigration, inAnotherDatabase, ofAnotherRole, asking, second])
    expect((await client.query('SELECT 1 AS alive')).rows).toEqual([{ alive: 1 }])
})

test('a claimer bears the name by which the next one would find it', async () => {
  await using target = await createDatabase()
  await using first = await claimer(target)
  const name = async () =>
    (await first.client.query<{ name: string }>("SELECT current_setting('application_name') AS name")).rows
  expect(await name()).toEqual([{ name: 'litelift' }])
  await first.claim()
  expect(await name()).toEqual([{ name: `${NAME} 1` }])
})

test('a session that still builds is waited for, and ended where it does nothing', async () => {
  await using target = await createDatabase()
  await claimOnce(target)
  await using idle = await connect(target.settings, `${NAME} 1 build`)
  await using busy = await connect(target.settings, `${NAME} 1 build`)
  const building = busy.client.query('SELECT pg_sleep(1)').then(() => busy[Symbol.asyncDispose]())
  await using second = await claimer(target)
  const started = performance.now()
  expect(await second.claim()).toMatchObject({ state: 'running', claim: '2' })
  expect(performance.now() - started).toBeGreaterThan(500)
  await building
  await expect(idle.client.query('SELECT 1')).rejects.toThrow('not queryable')
})
