import { expect, test } from 'vitest'
import { TaskRunner } from '../../engine/threads/task-runner.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { stagingOf } from './staging-of.ts'

const FILE = 'CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)'

test('staging does not wait for its commits to reach the disk', async () => {
  await using target = await createDatabase()
  await using staging = await stagingOf(target, FILE)
  await using attempt = await staging.attempt()
  await target.query(
    `CREATE SCHEMA seen; CREATE TABLE seen.setting (value text);
     CREATE FUNCTION seen.note() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN INSERT INTO seen.setting VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
     CREATE TRIGGER note AFTER INSERT ON ${staging.schema}.t EXECUTE FUNCTION seen.note()`,
  )
  await using runner = new TaskRunner()
  const task = attempt.task()
  expect(await runner.run(task, new AbortController().signal, () => undefined)).toMatchObject({ rows: 1 })
  expect(await target.query('SELECT value FROM seen.setting')).toEqual([{ value: 'off' }])
})

test('publishing does, whatever the role is set to', async () => {
  await using target = await createDatabase()
  await target.admin(`ALTER ROLE ${target.settings.user} SET synchronous_commit = off`)
  const after = ["CREATE TABLE setting AS SELECT current_setting('synchronous_commit') AS value"]
  expect(await migrateSql(target, FILE, { options: { after } })).toMatchObject({ outcome: 'published' })
  expect(await target.query('SELECT value FROM s.setting')).toEqual([{ value: 'on' }])
})
