import * as fc from 'fast-check'
import { name, quoted } from './name.ts'
import { CONTENTS } from './value.ts'

/** The most rows that a table is given one by one. */
export const ROWS = 6

export interface RandomColumn {
  name: string
  declared: string
  /** Clauses after the type, with {@link SELF} for the column's own name. */
  clauses: string[]
  /** SQL of one value for each of ROWS rows. */
  values: string[]
}

/** Stands for a column in the SQL that is drawn before its name is known. */
export const SELF = '@'

const DECLARED = [
  ['', 'INT', 'INTEGER', 'TINYINT', 'BIGINT'],
  ['UNSIGNED BIG INT', 'INT(11)', 'MEDIUMINT UNSIGNED', 'SERIAL', 'YEAR'],
  ['BOOLEAN', 'bool', 'BIT', 'REAL', 'DOUBLE PRECISION', 'FLOAT', 'FLOATING POINT', 'NUMERIC', 'NUMERIC(3,5)'],
  ['DECIMAL(10,2)', 'DECIMAL(5)', 'DECIMAL(100000,3)', 'MONEY'],
  ['TEXT', 'VARCHAR(10)', 'CHAR(3)', 'NCHAR(55)', 'CLOB'],
  ['VARCHAR(99999999)', 'CHARINT', 'STRING', 'BLOB'],
  ['BYTEA', 'VARBINARY(16)', 'DATE', 'DATETIME', 'datetime(6)'],
  ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'timestamptz', 'TIME'],
  ['JSON', 'jsonb', 'UUID', 'uniqueidentifier', 'POINT'],
  ['GEOMETRY', 'XML', 'INET', 'ENUM', 'INTERVAL'],
  ['ANY', '"odd type"', '[a.b]', 'VARCHAR(0)', 'DECIMAL(0,0)', 'TEXT[]'],
].flat()

/** What SQLite takes in a STRICT table. */
const STRICT = ['INT', 'INTEGER', 'REAL', 'TEXT', 'BLOB', 'ANY']

const DEFAULTS = [
  ['0', '-5', '+5', '1.5', "''", "'it''s'"],
  ["'2024-01-01'", "x'00ff'", 'NULL', 'TRUE', 'false', '9e999', '"word"'],
  ['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', '(1 + 1)', "(date('now'))", "(strftime('%s', 'now'))"],
  ['(random())', '(lower(hex(randomblob(4))))', "('a' || 'b')"],
  ['(7 / 2)', '(abs(-9223372036854775808))', "'[]'"],
].flat()

const CHECKS = [
  [`${SELF} > 0`, `length(${SELF}) < 1000`],
  [`${SELF} IS NOT NULL`, `typeof(${SELF}) <> 'blob'`, `${SELF} IN (0, 1)`],
  [`${SELF} LIKE 'a%'`, `${SELF} GLOB '*x*'`],
  [`${SELF} BETWEEN 1 AND 'z'`, `json_valid(${SELF})`, `${SELF} <> ''`],
  [`${SELF} = CAST(${SELF} AS INTEGER)`, `coalesce(${SELF}, 1) <> 2`, `${SELF} COLLATE NOCASE <> 'no'`],
].flat()

const clause = fc.oneof(
  { weight: 3, arbitrary: fc.constant('NOT NULL') },
  { weight: 3, arbitrary: fc.constantFrom(...DEFAULTS).map((value) => `DEFAULT ${value}`) },
  { weight: 1, arbitrary: fc.constantFrom('COLLATE NOCASE', 'COLLATE RTRIM', 'COLLATE BINARY') },
  { weight: 1, arbitrary: fc.constantFrom('UNIQUE', 'UNIQUE ON CONFLICT REPLACE') },
  { weight: 2, arbitrary: fc.constantFrom(...CHECKS).map((check) => `CHECK (${check})`) },
)

const EXPRESSIONS = [
  [SELF, `${SELF} + 1`, `${SELF} || 'x'`],
  [`upper(${SELF})`, `length(${SELF})`, `coalesce(${SELF}, 0)`, '7'],
  [`substr(${SELF}, -2, 3)`, `${SELF} * 1.5`, `${SELF} / 2`, `${SELF} > 3`, `json_extract(${SELF}, '$.a')`],
  [`typeof(${SELF})`, `round(${SELF}, 1)`],
  [`CASE WHEN ${SELF} IS NULL THEN 'none' ELSE ${SELF} END`, `hex(${SELF})`],
].flat()

/** An expression of one column, {@link SELF}. */
export const expression: fc.Arbitrary<string> = fc.constantFrom(...EXPRESSIONS)

export const predicate: fc.Arbitrary<string> = fc.constantFrom(...CHECKS)

export function column({ strict }: { strict: boolean }): fc.Arbitrary<RandomColumn> {
  return fc.record({
    name,
    declared: fc.constantFrom(...(strict ? STRICT : DECLARED)),
    clauses: fc.uniqueArray(clause, { maxLength: 2, selector: (sql) => sql.split(' ')[0] }),
    values: fc.tuple(fc.constantFrom(...CONTENTS), fc.constantFrom(0, 1, 4)).chain(([content, nulls]) =>
      fc.array(fc.oneof({ weight: 5, arbitrary: content }, { weight: nulls, arbitrary: fc.constant('NULL') }), {
        minLength: ROWS,
        maxLength: ROWS,
      }),
    ),
  })
}

export function columnSql({ name, declared, clauses }: RandomColumn): string {
  return [quoted(name), declared, ...clauses.map((sql) => sql.replaceAll(SELF, quoted(name)))].join(' ')
}
