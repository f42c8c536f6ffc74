import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { obtainLocal } from '../../engine/source/file/in-place.ts'
import { doctor, forget, LiteliftError, migrate, plan, renderReport, status, verify } from '../../package/api/index.ts'
import { functionDirectory } from '../../package/api/lambda.ts'
import { createDatabase } from '../database.ts'
import { scratchOfFile } from '../scratch.ts'

const scratch = scratchOfFile()
const source = scratch.database('shop.db', 'CREATE TABLE item (id INTEGER PRIMARY KEY); INSERT INTO item VALUES (1)')
const PARTS = { host: 'localhost', port: 5432, user: 'ann', password: 'hunter2', database: 'shop', tls: false } as const

/** What a call of plain JavaScript was refused with. */
async function refusal(call: () => Promise<unknown>): Promise<LiteliftError> {
  const thrown: unknown = await call().then(
    () => new Error('nothing was refused'),
    (error: unknown) => error,
  )
  if (thrown instanceof LiteliftError) return thrown
  throw thrown
}

/** Any value where the types want another. */
const any = (value: unknown) => value as never

const page = (report: unknown) => Promise.resolve().then(() => renderReport(any(report)))

describe('what a call takes is looked at first', () => {
  test.each<[string, unknown, string | undefined, string]>([
    ['nothing', undefined, undefined, 'migrate() takes one object'],
    ['a path', source, undefined, 'migrate() takes one object'],
    ['no target', { source }, 'target', 'target: is missing'],
    ['no source', { target: PARTS }, 'source', 'source: is missing'],
    ['an option beside options', { source, target: PARTS, schema: 'x' }, 'schema', 'schema: belongs into options'],
    ['a misspelt key', { source, target: PARTS, option: {} }, 'option', 'option: is none of source, options, '],
    ['options as text', { source, target: PARTS, options: 'x' }, 'options', 'options: must be an object'],
    ['a signal that is none', { source, target: PARTS, signal: 'x' }, 'signal', 'signal: must be an AbortSignal'],
    ['a listener that is none', { source, target: PARTS, listener: {} }, 'listener', 'listener: must be a function'],
    ['a value that is no text', { source, target: PARTS, values: { a: 1 } }, 'values.a', 'values.a: '],
    ['again as text', { source, target: PARTS, again: 'yes' }, 'again', 'again: must be true or false'],
    ['a Buffer as source', { source: Buffer.from('x'), target: PARTS }, 'source', 'source: must be a path'],
    ['an empty path', { source: '', target: PARTS }, 'source', 'source: is empty'],
    ['half a source', { source: { uri: 'a', obtain: any }, target: PARTS }, 'source.version', 'source.version: '],
    [
      'a URL of S3',
      { source: new URL('s3://b/k'), target: PARTS },
      'source',
      'source: must be a text where it is in S3',
    ],
    ['a URL of another host', { source: new URL('file://host/a'), target: PARTS }, 'source', 'names no path'],
    [
      'settings without tls',
      { source, target: { ...PARTS, tls: undefined } },
      'target.tls',
      'target.tls: must be false',
    ],
    ['those of pg', { source, target: { ...PARTS, ssl: true } }, 'target.ssl', 'target.ssl: is none of host, port'],
    ['a port as text', { source, target: { ...PARTS, port: '5432' } }, 'target.port', 'target.port: '],
    ['a target that is none', { source, target: 5432 }, 'target', 'target: must be a URL'],
  ])('migrate: %s', async (_, request, option, message) => {
    const refused = await refusal(() => migrate(any(request)))
    expect(refused).toMatchObject({ code: 'option-invalid', subject: option === undefined ? {} : { option } })
    expect(refused.message).toContain(message)
    expect(refused.message).not.toContain('hunter2')
  })

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'plan',
      () => plan(any({ source, mode: 'mirror' })),
      'The call of plan() is not valid: mode: belongs into options',
    ],
    ['plan, again', () => plan(any({ source, again: true })), 'again: is none of source, '],
    ['verify', () => verify(any({ source })), 'The call of verify() is not valid: target: is missing'],
    ['status', () => status(any(undefined)), 'target: is missing'],
    [
      'forget',
      () => forget(PARTS, any('all')),
      "which: must be { id }, the id of a migration or its beginning, or 'stale'",
    ],
    ['renderReport', () => page(undefined), 'report: is missing'],
    ['renderReport, a page', () => page('<!doctype html>'), 'report: is no report of a migration'],
    ['renderReport, half of one', () => page({ format: 1 }), 'The report has not the fields of one.'],
    ['doctor', () => doctor(PARTS, any([])), 'options: must be an object'],
    ['doctor, values', () => doctor(PARTS, {}, any({ tenant: 1 })), 'values.tenant: '],
  ])('%s', async (_, call, message) => {
    const refused = await refusal(call)
    expect(refused.code).toBe('option-invalid')
    expect(refused.message).toContain(message)
  })

  test('functionDirectory', () => {
    expect(() => functionDirectory(any('migration'))).toThrow(
      'takes one of migration-arm64, migration-x64, own-role, seed',
    )
  })

  test('an option that is not valid is the subject of the error', async () => {
    const options = { tables: { item: { modus: 'append' } } }
    expect(await refusal(() => plan({ source, options: any(options) }))).toMatchObject({
      code: 'option-invalid',
      subject: { option: 'tables.item.modus' },
      message: 'Options are not valid: tables.item.modus: is not known',
    })
    expect(await refusal(() => status('postgres://'))).toMatchObject({ subject: { option: 'target' } })
  })

  test('of a server without TLS it is said what to do in either way to name it', async () => {
    await using database = await createDatabase()
    const refused = await refusal(() => status({ ...database.settings, tls: { ca: null } }))
    expect(refused).toMatchObject({
      code: 'target-unreachable',
      hint: expect.stringContaining('`tls: false`') as string,
    })
    expect(refused.message).toMatch(/has no TLS, which this connection needs\.$/)
  })

  test('URLs may be objects', async () => {
    await using database = await createDatabase()
    const target = new URL(database.url)
    const report = await migrate({ source: pathToFileURL(source), target, options: { schema: 'shop' } })
    expect(report).toMatchObject({ outcome: 'published', source: { uri: source } })
    expect(await status(target)).toMatchObject([{ state: 'published' }])
  })
})

describe('what the caller’s own code throws is the caller’s', () => {
  const sealed = new Error('the vault is sealed')
  const target = () => Promise.reject(sealed)
  const calls: [string, () => Promise<unknown>][] = [
    ['plan', () => plan({ source, target })],
    ['verify', () => verify({ source, target })],
    ['status', () => status(target)],
    ['forget', () => forget(target, 'stale')],
    ['doctor', () => doctor(target)],
  ]

  test.each(calls)('%s: a target', async (_, call) => {
    const refused = await refusal(call)
    expect(refused).toMatchObject({ code: 'secret-unavailable', kind: 'again', cause: sealed })
    expect(refused.message).toContain('the vault is sealed')
  })

  test('migrate: a target', async () => {
    const errors: LiteliftError[] = []
    const report = await migrate({
      source,
      target,
      listener: (event) => event.type === 'failed' && errors.push(event.error),
    })
    expect(report.error).toMatchObject({ code: 'secret-unavailable' })
    expect(errors).toMatchObject([{ cause: sealed }])
  })

  test('a target that gives what is none', async () => {
    const half = () => Promise.resolve(any({ ...PARTS, tls: undefined }))
    const refused = await refusal(() => status(half))
    expect(refused).toMatchObject({ code: 'option-invalid', subject: { option: 'target.tls' } })
    expect(await refusal(() => status(() => any(undefined)))).toMatchObject({ code: 'option-invalid' })
  })

  class Own {
    uri = 'own'
    version = '1'
    identifiedBy = 'version' as const
    sequencer = null
    lastModified = null
    values = {}
    obtain: () => Promise<never>
    constructor(obtain: () => unknown) {
      this.obtain = async () => any(await obtain())
    }
  }
  const path = () => ({ path: source, [Symbol.asyncDispose]: () => Promise.resolve() })

  test('a source', async () => {
    const gone = new Error('the tape is not mounted')
    const own = new Own(() => Promise.reject(gone))
    expect(await refusal(() => plan({ source: own }))).toMatchObject({ code: 'object-unavailable', cause: gone })
    await using database = await createDatabase()
    const report = await migrate({ source: own, target: database.url, options: { schema: 's' } })
    expect(report).toMatchObject({ outcome: 'failed-retryable', error: { code: 'object-unavailable' } })
    expect(report.error?.message).toContain('the tape is not mounted')
  })

  test('a source that gives what is no file', async () => {
    const subject = { option: 'source.obtain' }
    const given = () => plan({ source: new Own(() => ({ path: source })) })
    expect(await refusal(given)).toMatchObject({ code: 'option-invalid', subject })
  })

  test('a source that lets its file be read where it lies, which stays as it is', async () => {
    // Of a private copy views are removed.
    const lying = scratch.database(
      'lying.db',
      'CREATE TABLE item (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT id FROM item',
    )
    const before = readFileSync(lying)
    const { plan: planned } = await plan({ source: new Own(() => obtainLocal(lying, { from: 0 })) })
    expect(planned.views.map(({ source }) => source)).toEqual(['v'])
    expect(readFileSync(lying).equals(before)).toBe(true)
  })

  test('a listener, and what disposes of a file: a warning, and the rows are there', async () => {
    const warned: string[] = []
    const hear = ({ message }: Error) => warned.push(message)
    process.on('warning', hear)
    await using database = await createDatabase()
    const dispose = () => Promise.reject(new Error('busy'))
    const copy = scratch.database('copy.db', 'CREATE TABLE item (id INTEGER PRIMARY KEY)')
    const report = await migrate({
      source: new Own(() => ({ path: copy, [Symbol.asyncDispose]: dispose })),
      target: database.url,
      options: { schema: 's' },
      listener: () => {
        throw new Error('no bar')
      },
    })
    expect(report.outcome).toBe('published')
    expect(await status(database.url)).toMatchObject([{ state: 'published' }])
    process.off('warning', hear)
    expect(warned).toEqual([
      'The listener of a litelift call threw at phase-started: no bar',
      'What a source of a litelift call gave could not be disposed of: busy',
    ])
  })

  test('the reason of a signal is the cause, and what only reads says that nothing is kept', async () => {
    const reason = new Error('user pressed stop')
    const signal = AbortSignal.abort(reason)
    await using database = await createDatabase()
    expect(await refusal(() => plan({ source, signal }))).toMatchObject({
      code: 'migration-interrupted',
      message: 'The plan was stopped before its end; nothing was changed anywhere.',
      cause: reason,
    })
    const compared = () => verify({ source: new Own(path), target: database.url, signal })
    expect(await refusal(compared)).toMatchObject({
      message: expect.stringContaining('The comparison') as string,
      cause: reason,
    })
    const errors: LiteliftError[] = []
    const listener = (event: { type: string; error?: LiteliftError }) => event.error && errors.push(event.error)
    const report = await migrate({ source, target: database.url, signal, listener })
    expect(report.error).toMatchObject({ code: 'migration-interrupted' })
    expect(errors).toMatchObject([{ cause: reason }])
  })
})

test('what the functions give is data that JSON holds', async () => {
  await using database = await createDatabase()
  const target = database.url
  const options = { schema: 's' }
  const source = scratch.database(
    'data.db',
    `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, b BLOB); INSERT INTO t VALUES (9007199254740993, x'00ff');
     ALTER TABLE t ADD COLUMN n INTEGER DEFAULT 7; ALTER TABLE t ADD COLUMN m BLOB DEFAULT x'01';`,
  )
  const planned = await plan({ source, target, options })
  const given = [planned, await migrate({ source, target, options }), await verify({ source, target, options })]
  expect(planned.plan.tables[0]!.identity).toMatchObject({ column: 'id', last: '9007199254740993' })
  const all = [...given, await status(target), await doctor(target)]
  for (const one of all.slice(0, 3)) expect(JSON.parse(JSON.stringify(one))).toEqual(one)
  expect(() => JSON.stringify(all)).not.toThrow()
})

test('a migration that ended and may go on is stopped, not running', async () => {
  await using database = await createDatabase()
  const controller = new AbortController()
  const listener = ({ type }: { type: string }) => type === 'staged' && controller.abort()
  const { signal } = controller
  const report = await migrate({ source, target: database.url, options: { schema: 's' }, signal, listener })
  expect(report.error?.code).toBe('migration-interrupted')
  const [entry] = await status(database.url)
  expect(entry).toMatchObject({ state: 'stopped', finishedAt: expect.any(Date) as Date })
  expect(await migrate({ source, target: database.url, options: { schema: 's' } })).toMatchObject({
    outcome: 'published',
  })
  expect(await status(database.url)).toMatchObject([{ state: 'published' }])
})
