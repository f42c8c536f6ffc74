import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { s3Event } from '../../local/standins/s3-event.ts'
import { createDatabase } from '../database.ts'
import { deploy } from '../lambda/deployment.ts'
import { scratchFolder } from '../scratch.ts'
import { litelift } from './run.ts'

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/json.schema.json'), 'utf8')) as {
  anyOf: object[]
  definitions: object
}
const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
/** Of any command. */
const root = ajv.compile({ anyOf: schema.anyOf, definitions: schema.definitions })

/** What the schema in docs/ has against what a command printed, without what it prints beside. */
function against(command: string, printed: string): unknown {
  const document = JSON.parse(printed) as object
  expect(Object.entries(document)[0]).toEqual(['format', 1])
  const valid = ajv.compile({ definitions: schema.definitions, $ref: `#/definitions/Documents/properties/${command}` })
  if (!valid(document)) return valid.errors
  expect(root(document)).toBe(true)
  return null
}

const FILE = `
  PRAGMA foreign_keys = OFF;
  CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE, CHECK (length(name) > 0));
  CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INT REFERENCES author, big INT, data BLOB DEFAULT x'00', price REAL DEFAULT 1e999,
    half GENERATED ALWAYS AS (price / 2) STORED);
  INSERT INTO author VALUES (1, 'Ann');
  INSERT INTO book VALUES (1, 1, 9223372036854775807, x'ff', 1.5), (2, 9, -1, NULL, NULL);
  ALTER TABLE book ADD COLUMN added BLOB DEFAULT x'0102';
  CREATE INDEX by_price ON book (price) WHERE price > 1;
  CREATE VIEW names AS SELECT name FROM author;
  CREATE TRIGGER t AFTER INSERT ON book BEGIN SELECT 1; END;`

describe('what --json prints fits docs/json.schema.json', () => {
  test('migrate, plan, verify, status, doctor, stop and forget', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const file = folder.database('f.sqlite', FILE)
    const to = ['--to', target.url, '--json']
    const into = [...to, '--schema', 'first']
    const printed = async (...args: string[]) => (await litelift(args, { cwd: folder.path })).stdout

    expect(against('doctor', await printed('doctor', ...to))).toBeNull()
    expect(against('plan', await printed('plan', file, '--json'))).toBeNull()
    const migrated = await printed('migrate', file, ...into)
    expect(against('migrate', migrated)).toBeNull()
    expect(migrated).toContain('"outcome": "published"')
    const fitted = await printed('plan', file, ...into, '--mode', 'upsert')
    expect(against('plan', fitted)).toBeNull()
    expect(against('migrate', await printed('migrate', file, ...into))).toBeNull()
    const onReject = ['--schema', 'other', '--on-orphan', 'reject', '--on-reject', 'continue']
    expect(against('migrate', await printed('migrate', file, ...to, ...onReject))).toBeNull()
    expect(
      against('migrate', await printed('migrate', file, ...to, '--schema', 'third', '--on-orphan', 'fail')),
    ).toBeNull()
    expect(against('verify', await printed('verify', file, ...into))).toBeNull()
    await target.admin('UPDATE first.author SET name = upper(name)')
    const different = await printed('verify', file, ...into)
    expect(different).toContain('"equal": false')
    expect(against('verify', different)).toBeNull()
    expect(against('status', await printed('status', ...to))).toBeNull()
    expect(against('stop', await printed('stop', '--json'))).toBeNull()
    expect(against('forget', await printed('forget', '--stale', ...to))).toBeNull()
  })

  test('report and errors', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const file = folder.database('f.sqlite', FILE)
    const { stdout } = await litelift(['migrate', file, '--to', target.url, '--schema', 's', '--json'])
    const kept = folder.file('kept.json', stdout)
    expect(against('report', (await litelift(['report', kept, '--json'])).stdout)).toBeNull()
    expect(against('error', (await litelift(['plan', 'gone.sqlite', '--json'])).stdout)).toBeNull()
    expect(against('error', (await litelift(['migrate', '--json', '--nonsense'])).stdout)).toBeNull()
  })

  test('submit, with and without --wait, and of objects that are there', async () => {
    await using deployment = await deploy()
    using folder = scratchFolder()
    const file = folder.database('f.sqlite', FILE)
    const place = ['--bucket', 'uploads', '--reports', 's3://reports/reports/', '--json']
    const { environment: env, s3 } = deployment.aws
    expect(against('submit', (await litelift(['submit', file, ...place], { env })).stdout)).toBeNull()
    const waited = await litelift(['submit', file, ...place, '--wait'], {
      env,
      during: async ({ said }) => {
        await said('Waiting for')
        const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: 'uploads', Key: 'f.sqlite' }))
        const object = { bucket: 'uploads', key: 'f.sqlite', etag: ETag!.replaceAll('"', ''), sequencer: '01' }
        await deployment.queue.send(s3Event(object))
        await deployment.queue.deliverNext()
      },
    })
    expect(against('submit', waited.stdout)).toBeNull()
    const existing = ['submit', '--existing', 's3://uploads/', '--queue', deployment.queueUrl, '--json']
    expect(against('submit', (await litelift(existing, { env })).stdout)).toBeNull()
  })
})

test('the schema refuses what a command does not print', () => {
  expect(
    against('doctor', '{"format":1,"findings":[{"what":"moon","state":"ok","message":"","fix":null}]}'),
  ).not.toBeNull()
  expect(against('status', '{"format":1}')).not.toBeNull()
  expect(root({ format: 1, findings: [{ what: 'moon', state: 'ok', message: '', fix: null }] })).toBe(false)
})
