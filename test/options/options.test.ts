import { describe, expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import { parseOptions } from '../../engine/options.ts'
import { matchesName } from '../../engine/plan/place/matches-name.ts'
import { choicesOf } from '../../engine/plan/place/user-options.ts'
import type { Column } from '../../engine/source/schema/schema.ts'

function refusal(raw: unknown): string {
  try {
    parseOptions(raw)
  } catch (error) {
    if (error instanceof LiteliftError && error.code === 'option-invalid') return error.message
    throw error
  }
  return ''
}

const named = (name: string, declared = ''): Column => ({
  name,
  declared,
  affinity: 'blob',
  notNull: false,
  collation: 'BINARY',
  default: null,
  generated: null,
  implicit: false,
  unreadable: null,
})

const column = (options: object) => ({ tables: { users: { columns: { at: options } } } })

describe('options that are refused', () => {
  test.each([
    ['a type of no list', column({ type: 'hunter2' }), 'tables.users.columns.at.type'],
    ['SQL in a type', column({ type: 'text); DROP TABLE hunter2' }), 'tables.users.columns.at.type'],
    ['too many digits', column({ type: 'numeric(1001)' }), 'tables.users.columns.at.type'],
    ['a length where there is none', column({ type: 'uuid(16)' }), 'tables.users.columns.at.type'],
    ['an unknown form', column({ from: 'hunter2' }), 'tables.users.columns.at.from'],
    ['iso without a type', column({ from: 'iso' }), 'tables.users.columns.at.type'],
    ['a form that does not give the type', column({ from: 'hex', type: 'date' }), 'tables.users.columns.at.from'],
    ['round without a cast', column({ round: true }), 'tables.users.columns.at.round'],
    ['an unknown option of a column', column({ format: 'hunter2' }), 'tables.users.columns.at.format'],
    ['an unknown option of a table', { tables: { users: { rename: 'hunter2' } } }, 'tables.users.rename'],
    ['a name that PostgreSQL would cut', { tables: { users: { name: 'hunter2'.repeat(10) } } }, 'tables.users.name'],
    ['a schema that PostgreSQL would cut', { schema: 'é'.repeat(40) }, 'schema'],
    ['a schema with NUL', { schema: 'hunter2\0' }, 'schema'],
    ['a key that would be lost', JSON.parse('{"tables":{"__proto__":{"name":"hunter2"}}}'), 'tables.__proto__'],
    ['the schema of the ledger', { schema: 'litelift' }, 'schema'],
    ['one that rows are staged in', { schema: 'litelift_0123456789abcdef' }, 'schema'],
    ['one of PostgreSQL', { schema: 'pg_catalog' }, 'schema'],
    ['the other one of PostgreSQL', { schema: 'information_schema' }, 'schema'],
    ['a table of the ledger to be emptied', { mode: 'mirror', alsoEmpty: ['litelift.reject'] }, 'alsoEmpty'],
    ['an empty statement', { after: ['SELECT 1', ''] }, 'after.1'],
    ['text for a switch', { emptyAsNull: 'hunter2' }, 'emptyAsNull'],
    ['replace with data only', { dataOnly: true, mode: 'replace' }, 'mode'],
    ['the same for a table', { dataOnly: true, tables: { t: { mode: 'replace' } } }, 'tables.t.mode'],
    ['an unknown preset', { preset: 'hunter2' }, 'preset'],
    ['an unknown type for a declared one', { types: { 'char(32)': 'hunter2' } }, 'types.char(32)'],
    ['a form that does not give it', { types: { DATETIME: { type: 'uuid', from: 'unix-s' } } }, 'types.DATETIME.from'],
    ['an unknown policy', { tables: { users: { invalidText: 'hunter2' } } }, 'tables.users.invalidText'],
  ])('%s: by path, without its value', (_, raw, path) => {
    const message = refusal(raw)
    expect(message).toContain(`${path}: `)
    expect(message).not.toContain('hunter2')
  })

  test('a name that PostgreSQL would cut, where it is a key, says so too', () => {
    expect(refusal({ addColumns: { ['x'.repeat(64)]: 'y' } })).toContain('is longer than the 63 bytes of an identifier')
  })

  test('validated options are valid options', () => {
    const options = parseOptions(column({ type: ' Character  Varying( 5 )', emptyAsNull: true }))
    expect(parseOptions(options)).toEqual(options)
  })
})

test('patterns take time that grows with their length, not with the ways to match them', () => {
  const pattern = `${'*a'.repeat(2000)}b`
  const started = performance.now()
  expect(matchesName('a'.repeat(20_000), pattern)).toBe(false)
  expect(performance.now() - started).toBeLessThan(5000)
})

test.for([
  ['orders', '*', true],
  ['orders', 'o*s', true],
  ['orders', 'o*r?', true],
  ['orders', 'o*r', false],
  ['', '*', true],
  ['', '?', false],
  ['a*b', 'a*b', true],
  ['aXbXb', 'a*b', true],
  ['aXbXc', 'a*b', false],
  ['Ää', 'Ä?', true],
  ['😀x', '?x', true],
] as const)('%s and %s', ([name, pattern, matches]) => {
  expect(matchesName(name, pattern)).toBe(matches)
})

describe('which entry rules', () => {
  const options = parseOptions({
    emptyAsNull: true,
    invalidText: 'replace',
    tables: {
      Users: { name: 'people', columns: { 'a*': { type: 'text' }, at: { emptyAsNull: false } } },
      '*': {
        invalidText: 'reject',
        columns: { at: { type: 'date', from: 'unix-s', round: true, invalidText: 'fail' } },
      },
      'u*': { invalidText: 'windows-1252', emptyAsNull: false, columns: { '?t': { type: 'timestamptz' } } },
    },
  })

  test('columns before tables, names before patterns, later before earlier', () => {
    expect(choicesOf('USERS', options).name).toBe('people')
    expect(choicesOf('users', options).column(named('AT'))).toEqual({
      name: null,
      // Of the table that is named, although another entry names the column; without its form.
      cast: { type: 'text', from: null, round: false, named: null, by: 'column' },
      meanings: [],
      durations: null,
      emptyAsNull: false,
      invalidText: 'fail',
    })
    expect(choicesOf('uploads', options).column(named('at')).cast).toEqual({
      type: 'timestamptz',
      from: null,
      round: false,
      named: null,
      by: 'column',
    })
    expect(choicesOf('posts', options).column(named('at')).cast).toEqual({
      type: 'date',
      from: 'unix-s',
      round: true,
      named: null,
      by: 'column',
    })
  })

  test('what no column says is said by the table, then by all', () => {
    expect(choicesOf('uploads', options).column(named('x'))).toMatchObject({
      emptyAsNull: false,
      invalidText: 'windows-1252',
    })
    expect(choicesOf('posts', options).column(named('x'))).toMatchObject({
      emptyAsNull: true,
      invalidText: 'reject',
      cast: null,
    })
  })

  test('signs of a pattern are only * and ?', () => {
    const odd = parseOptions({ tables: { 'a.b[1]+': { name: 'x' }, 'a.b': { emptyAsNull: true } } })
    expect(choicesOf('A.B[1]+', odd).name).toBe('x')
    expect(choicesOf('axb', odd).column(named('c')).emptyAsNull).toBe(false)
  })

  test('the declared type decides where no column is named: with its arguments, then without, then the preset', () => {
    const types = { 'Char ( 32 )': 'uuid', char: 'text', datetime: { from: 'unix-ms' as const } }
    const declared = parseOptions({ preset: 'django', types, tables: { t: { columns: { k: { type: 'bytea' } } } } })
    const castAs = (name: string, declaredAs: string) => choicesOf('t', declared).column(named(name, declaredAs)).cast
    expect(castAs('k', 'char(32)')).toMatchObject({ type: 'bytea', by: 'column' })
    expect(castAs('a', 'CHAR(32)')).toMatchObject({ type: 'uuid', by: 'types' })
    expect(castAs('a', 'CHAR(39)')).toMatchObject({ type: 'text', by: 'types' })
    expect(castAs('a', 'datetime(6)')).toEqual({ type: null, from: 'unix-ms', round: false, named: null, by: 'types' })
    const preset = parseOptions({ preset: 'django' })
    expect(choicesOf('t', preset).column(named('a', 'char(39)')).cast).toMatchObject({ type: 'inet', by: 'django' })
    expect(choicesOf('t', preset).column(named('a', 'text')).cast).toBe(null)
  })
})
