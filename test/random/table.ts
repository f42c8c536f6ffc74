import * as fc from 'fast-check'
import { column, columnSql, expression, predicate, type RandomColumn, ROWS, SELF } from './column.ts'
import { differentNames, folded, name, quoted } from './name.ts'

export interface RandomTable {
  name: string
  strict: boolean
  key: Key
  columns: RandomColumn[]
  generated: { name: string; of: number; expression: string; stored: boolean }[]
  unique: number[][]
  references: { parent: number; pairs: (readonly [from: number, to: number])[]; primary: boolean; clause: string }[]
  rows: number
  /** How often the rows are there again, with other rowids, so that trees get several levels. */
  copies: number
  /** Added by ALTER TABLE after the rows, so that they are shorter than the table. */
  added: RandomColumn | null
  indexes: RandomIndex[]
}

type Key =
  | { kind: 'none' }
  | { kind: 'integer'; name: string; clause: string; ids: bigint[] | null }
  | { kind: 'columns'; of: number[]; withoutRowid: boolean; descending: boolean }

interface RandomIndex {
  name: string
  unique: boolean
  parts: { of: number; form: 'plain' | 'DESC' | 'COLLATE NOCASE' | 'COLLATE RTRIM' | { expression: string } }[]
  where: { of: number; predicate: string } | null
}

/** Positions of columns; {@link at} finds the column, whatever their number. */
const positions = (max: number) => fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: max })

const key: fc.Arbitrary<Key> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({
    kind: fc.constant('integer' as const),
    name: fc.constantFrom('id', 'ID', 'key', 'ctid', 'rowid', 'Id '),
    clause: fc.constantFrom('', 'AUTOINCREMENT', 'DESC', 'NOT NULL', 'ON CONFLICT REPLACE'),
    ids: fc.option(
      fc.uniqueArray(
        fc.oneof(fc.bigInt({ min: -5n, max: 900n }), fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })),
        {
          minLength: ROWS,
          maxLength: ROWS,
        },
      ),
    ),
  }),
  fc.record({
    kind: fc.constant('columns' as const),
    of: positions(3),
    withoutRowid: fc.boolean(),
    descending: fc.boolean(),
  }),
)

const ACTIONS = [
  ['', 'ON DELETE CASCADE', 'ON UPDATE SET NULL ON DELETE SET DEFAULT', 'ON DELETE RESTRICT', 'MATCH FULL'],
  ['DEFERRABLE INITIALLY DEFERRED', 'ON UPDATE CASCADE DEFERRABLE', 'NOT DEFERRABLE INITIALLY DEFERRED'],
].flat()

const index: fc.Arbitrary<RandomIndex> = fc.record({
  name,
  unique: fc.boolean(),
  parts: fc.array(
    fc.record({
      of: fc.nat({ max: 11 }),
      form: fc.oneof(
        { weight: 3, arbitrary: fc.constant('plain' as const) },
        { weight: 2, arbitrary: fc.constantFrom('DESC' as const, 'COLLATE NOCASE' as const, 'COLLATE RTRIM' as const) },
        { weight: 2, arbitrary: fc.record({ expression }) },
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  where: fc.option(fc.record({ of: fc.nat({ max: 11 }), predicate })),
})

export const table: fc.Arbitrary<RandomTable> = fc.boolean().chain((strict) =>
  fc.record({
    name,
    strict: fc.constant(strict),
    key,
    columns: differentNames(column({ strict }), ({ name }) => name, 1, 7),
    generated: differentNames(
      fc.record({
        name: name.map((name) => `${name} made`),
        of: fc.nat({ max: 11 }),
        expression,
        stored: fc.boolean(),
      }),
      ({ name }) => name,
      0,
      2,
    ),
    unique: fc.array(positions(2), { maxLength: 1 }),
    references: fc.array(
      fc.record({
        parent: fc.nat({ max: 4 }),
        pairs: fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 11 })), { minLength: 1, maxLength: 2 }),
        primary: fc.boolean(),
        clause: fc.constantFrom(...ACTIONS),
      }),
      { maxLength: 2 },
    ),
    rows: fc.integer({ min: 0, max: ROWS }),
    copies: fc.constantFrom(0, 0, 1, 40),
    added: fc.option(column({ strict }), { freq: 3 }),
    indexes: fc.array(index, { maxLength: 3 }),
  }),
)

/**
 * The statements that make and fill a table. Some of them may be refused, for a name that is taken or a key that is
 * no key; what SQLite takes is what the file holds.
 */
export function tableSql(table: RandomTable, parents: RandomTable[]): string[] {
  const { columns, added } = table
  const key = keyOf(table)
  const given =
    key.kind === 'integer' && key.ids !== null
      ? [{ name: key.name, declared: 'INTEGER', values: key.ids.map(String) }]
      : []
  const filled = [...given, ...columns]
  const names = filled.map(({ name }) => quoted(name)).join(', ')
  const rows = Array.from({ length: table.rows }, (_, row) => {
    const values = filled.map(({ declared, values }) => (table.strict ? cast(values[row]!, declared) : values[row]))
    return `INSERT OR IGNORE INTO ${quoted(table.name)} (${names}) VALUES (${values.join(', ')})`
  })
  const others = columns.map(({ name }) => quoted(name)).join(', ')
  const copies = `INSERT OR IGNORE INTO ${quoted(table.name)} (${others}) SELECT ${columns
    .map(({ name }) => `t.${quoted(name)}`)
    .join(', ')} FROM ${quoted(table.name)} t, generations WHERE generation <= ${table.copies}`
  return [
    createSql(table, parents),
    ...rows,
    ...(table.copies > 0 ? [copies] : []),
    ...(added === null ? [] : [`ALTER TABLE ${quoted(table.name)} ADD COLUMN ${columnSql(added)}`, rows[0] ?? copies]),
    ...table.indexes.map((index) => indexSql(table, index)),
  ]
}

/** A STRICT table takes values of its columns' types only. */
function cast(value: string, declared: string): string {
  if (declared === 'ANY' || value === 'NULL') return value
  if (declared !== 'TEXT') return `CAST(${value} AS ${declared})`
  return `iif(typeof(${value}) = 'blob', hex(${value}), CAST(${value} AS TEXT))`
}

/** No id column beside a column of its name. */
function keyOf({ key, columns }: RandomTable): Key {
  const taken = key.kind === 'integer' && columns.some(({ name }) => folded(name) === folded(key.name))
  return taken ? { kind: 'none' } : key
}

function createSql(table: RandomTable, parents: RandomTable[]): string {
  const key = keyOf(table)
  const list = (of: number[]) => [...new Set(of.map((position) => quoted(at(table, position))))].join(', ')
  const references = table.references.map(({ parent, pairs, primary, clause }) => {
    const other = parents[parent % (parents.length + 1)] ?? { ...table, name: 'no such table' }
    const parts = (side: 0 | 1, of: RandomTable) => pairs.map((pair) => quoted(at(of, pair[side]))).join(', ')
    return `FOREIGN KEY (${parts(0, table)}) REFERENCES ${quoted(other.name)}${primary ? '' : ` (${parts(1, other)})`} ${clause}`
  })
  const parts = [
    ...(key.kind === 'integer' ? [`${quoted(key.name)} INTEGER PRIMARY KEY ${key.clause}`] : []),
    ...table.columns.map(columnSql),
    ...table.generated.map(
      ({ name, of, expression, stored }) =>
        `${quoted(name)} ${table.strict ? 'ANY' : ''} AS (${on(table, of, expression)}) ${stored ? 'STORED' : ''}`,
    ),
    ...(key.kind === 'columns' ? [`PRIMARY KEY (${list(key.of)}${key.descending ? ' DESC' : ''})`] : []),
    ...table.unique.map((of) => `UNIQUE (${list(of)})`),
    ...references,
  ]
  const withoutRowid = key.kind === 'columns' && key.withoutRowid
  const options = [...(table.strict ? ['STRICT'] : []), ...(withoutRowid ? ['WITHOUT ROWID'] : [])]
  return `CREATE TABLE ${quoted(table.name)} (${parts.join(', ')}) ${options.join(', ')}`
}

function indexSql(table: RandomTable, { name, unique, parts, where }: RandomIndex): string {
  const keys = parts.map(({ of, form }) => {
    if (typeof form === 'object') return on(table, of, form.expression)
    return `${quoted(at(table, of))} ${form === 'plain' ? '' : form}`
  })
  const condition = where === null ? '' : ` WHERE ${on(table, where.of, where.predicate)}`
  return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoted(name)} ON ${quoted(table.name)} (${keys.join(', ')})${condition}`
}

/** An expression over the column at a position. */
export function on(table: RandomTable, position: number, expression: string): string {
  return expression.replaceAll(SELF, quoted(at(table, position)))
}

/** The name of the column at a position, counted round and round. */
export function at({ columns }: RandomTable, position: number): string {
  return columns[position % columns.length]!.name
}
