import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { translateDefault } from '../../engine/translate/default.ts'
import { translate, type Scope } from '../../engine/translate/translate.ts'
import { translateView } from '../../engine/translate/view.ts'
import { quoteIdentifier, quoteLiteral } from '../../engine/target/quote.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { oddScope } from './odd-table.ts'
import { parseExpression } from './sqlite.ts'

const TEXTS = [
  "'); DROP TABLE witness; --", "'", "''", "\\'", "\\", "\\\\'; DROP TABLE witness; --", '$$; DROP TABLE witness; $$', '$1', "E'\\''", 'U&"\\0027"',
  "\u2019; DROP TABLE witness; --", '"; DROP TABLE witness; --', "pg_read_file('/etc/passwd')", '/* */', '-- x', '\u0001', '\u{1F600}', '\ufeff', '%s', '\n\r\t', "' || pg_sleep(9) || '",
] // prettier-ignore

let postgres: TestDatabase
beforeAll(async () => {
  postgres = await createDatabase()
  await postgres.query('CREATE SCHEMA odd; SET search_path = odd; CREATE TABLE witness ()')
})
afterAll(async () => {
  await postgres.query('TABLE witness')
  await postgres[Symbol.asyncDispose]()
})

const anyText = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', ';', '-', 'a') }),
)
const SEEDED = { seed: 13, numRuns: 200 }

describe.each(['on', 'off'])('with standard_conforming_strings %s', (setting) => {
  beforeAll(() => postgres.query(`SET standard_conforming_strings = ${setting}; SET escape_string_warning = off`))

  test('a literal is the text that it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyText.filter(isPlain), async (text) => {
        const [row] = await postgres.query<{ value: string }>(`SELECT ${quoteLiteral(text)} AS value`)
        expect(row!.value).toBe(text)
      }),
      SEEDED,
    )
  })

  test('a name is the name that it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText.filter((text) => isPlain(text) && text !== '' && Buffer.byteLength(text) < 64),
        async (name) => {
          const [row] = await postgres.query(`SELECT 1 AS ${quoteIdentifier(name)}`)
          expect(Object.keys(row!)).toEqual([name])
        },
      ),
      SEEDED,
    )
  })

  test('a default, a comparison and a pattern keep hostile text in quotes', async () => {
    await fc.assert(
      fc.asyncProperty(anyText.filter(isPlain), async (text) => {
        const quoted = `'${text.replaceAll("'", "''")}'`
        const column = quoteIdentifier(text === '' ? 'empty' : text.slice(0, 12))
        const scope: Scope = {
          column: () => ({
            sql: column,
            type: 'text',
            affinity: 'text',
            storage: 'text',
            collation: 'BINARY',
            notNull: false,
          }),
        }
        const fallback = translateDefault(parseExpression(`(${quoted})`), 'text')
        if ('reason' in fallback) throw new Error(fallback.reason)
        const checks = [
          `c = ${quoted}`,
          `c LIKE ${quoted}`,
          `c IN (${quoted}, 'x')`,
          `c || ${quoted} <> ''`,
          `c GLOB ${quoted}`,
          `c NOT NULL`,
        ]
        const translated = checks.map((check) => translate(parseExpression(check), scope, 'check'))
        const clauses = translated.flatMap((check) => ('sql' in check ? [`CHECK (${check.sql})`] : []))
        expect(clauses.length).toBeGreaterThanOrEqual(5)
        await postgres.query(
          `DROP TABLE IF EXISTS one; CREATE TABLE one (${column} text DEFAULT ${fallback.sql}, ${clauses.join(', ')})`,
        )
        const [row] = await postgres.query<{ value: string }>(
          `SELECT pg_get_expr(adbin, adrelid) AS sql, ${fallback.sql} AS value FROM pg_attrdef WHERE adrelid = 'one'::regclass`,
        )
        expect(row!.value).toBe(text)
      }),
      { seed: 13, numRuns: 80 },
    )
  })
})

test('names that are no PostgreSQL names are refused', () => {
  expect(() => quoteIdentifier('')).toThrow(RangeError)
  expect(() => quoteIdentifier('a\0b')).toThrow(RangeError)
  expect(() => quoteLiteral('a\0b')).toThrow(RangeError)
})

const CALLS = [
  "pg_read_file('/etc/passwd')", "load_extension('/tmp/x.so')", "pg_sleep(1000)", "lo_import('/etc/passwd')", "dblink('x', 'y')", "currval('s')", "query_to_xml('DELETE FROM witness')",
  '"pg_sleep"(9)', "writefile('/tmp/x', 'y')", "fts3_tokenizer('x', x'00')", "set_config('role', 'postgres', false)", "generate_series(1, 1000000000)",
  "__proto__", "constructor()", "hasOwnProperty('x')", "toString()", "version()", "(SELECT pg_sleep(9))", "current_setting('x')", "nextval('s')", "RAISE(ABORT, 'x')", "@x", ":x", "?", "$x",
] // prettier-ignore

test.each(CALLS)('%s is not translated', (sql) => {
  const scope: Scope = { column: () => null }
  for (const use of ['check', 'index', 'unique', 'predicate'] as const) {
    expect(translate(parseExpression(sql), scope, use)).toEqual({ reason: expect.any(String) as unknown })
  }
  expect(translateDefault(parseExpression(`(${sql})`), 'text')).toEqual({ reason: expect.any(String) as unknown })
})

test('a quoted name that is no column is a text', () => {
  const scope: Scope = { column: () => null }
  expect(translate(parseExpression('"it\'s" || "a""b"'), scope, 'index')).toEqual({
    sql: `'it''s' || 'a"b'`,
    type: 'text',
  })
})

test('what would grow without bound has a reason, not all memory', () => {
  for (const [open, close] of [
    ['round(', ')'],
    ['min(', ', 5)'],
    ['(', ' BETWEEN 1 AND 5)'],
    ['nullif(', ', 1)'],
  ] as const) {
    const nested = parseExpression(`${open.repeat(40)}position${close.repeat(40)}`)
    expect(translate(nested, oddScope, 'check')).toEqual({ reason: 'an expression grows too long' })
  }
})

test.each([
  ['NOT in a grouped view', `SELECT ${'NOT '.repeat(990)}a AS x, b FROM t GROUP BY b`],
  ['subqueries', `SELECT ${'(SELECT max(a) + '.repeat(2000)}1${' FROM t)'.repeat(2000)} AS x`],
  [
    'grouped subqueries',
    `SELECT ${'(SELECT max(a) + '.repeat(60)}1${' FROM t GROUP BY b ORDER BY 1 LIMIT 1)'.repeat(60)} AS x FROM t GROUP BY b`,
  ],
  ['subqueries in FROM', `SELECT * FROM ${'(SELECT * FROM '.repeat(2000)}t${')'.repeat(2000)}`],
  ['WITH', `${'WITH w AS ('.repeat(1500)}SELECT a FROM t${') SELECT a FROM w'.repeat(1500)}`],
  [
    'tables of WITH',
    `WITH ${Array.from({ length: 2000 }, (_, i) => `w${i} AS (SELECT a FROM w${i + 1})`).join(', ')}, w2000 AS (SELECT a FROM t) SELECT a FROM w0`,
  ],
  [
    'recursions',
    `SELECT a FROM ${'(WITH RECURSIVE w(a) AS (SELECT 1 UNION ALL SELECT w.a FROM w JOIN '.repeat(60)}t${' ON 1) SELECT a FROM w)'.repeat(60)}`,
  ],
  ['keys asked for', `SELECT ${'(SELECT a FROM t WHERE a = '.repeat(90)}1${')'.repeat(90)} AS x`],
  ['windows', `SELECT ${'avg('.repeat(90)}a${') OVER (PARTITION BY a ORDER BY b)'.repeat(90)} AS x FROM t`],
  ['joins in parentheses', `SELECT * FROM ${'(t t JOIN '.repeat(300)}t${' USING (a))'.repeat(300)}`],
  ['round', `SELECT ${'round('.repeat(40)}a${')'.repeat(40)} AS x FROM t`],
])('%s nested deeply end soon', (_, select) => {
  const started = process.threadCpuUsage()
  const column = {
    type: 'bigint',
    affinity: 'integer',
    storage: 'integer',
    collation: 'BINARY',
    notNull: false,
  } as const
  const columns = [
    { ...column, name: 'a', sql: '"a"' },
    { ...column, name: 'b', sql: '"b"' },
  ]
  const keys = [{ columns: ['a'], notNull: true }]
  const relations = (name: string) => (name === 't' ? { sql: '"t"', columns, keys } : null)
  const translated = translateView(`CREATE VIEW v AS ${select}`, relations, (name) => name)
  expect('sql' in translated || translated.reason.length > 0).toBe(true)
  // Tens of milliseconds of this thread, whatever else the machine does; without bounds it would not end at all.
  expect(process.threadCpuUsage(started).user / 1000).toBeLessThan(5000)
})

test('a deep tree has a reason, not a stack overflow', () => {
  const deep = parseExpression(`${'NOT '.repeat(5000)}1`)
  expect(translate(deep, { column: () => null }, 'check')).toEqual({ reason: 'an expression is nested too deeply' })
})

/** What PostgreSQL's text can hold: no NUL, no lone surrogate. */
function isPlain(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
