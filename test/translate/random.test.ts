import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { translate } from '../../engine/translate/translate.ts'
import { OddEngines } from './odd-engines.ts'
import { oddScope } from './odd-table.ts'
import { parseExpression } from './sqlite.ts'

let engines: OddEngines
beforeAll(async () => {
  engines = await OddEngines.open()
})
afterAll(() => engines[Symbol.asyncDispose]())

/** Shapes by what they give: t a text, n a number, c a condition, b a blob, d a date; `any` is each of them. */
const SHAPES: Record<string, string[]> = {
  c: [
    '(n = n)', '(n <> n)', '(n < n)', '(n >= n)', '(n IS n)', '(n IS NOT n)', '(t = t)', '(t <> t)', '(t < t)', '(t >= t)', '(t IS t)', '(c = c)', '(c AND c)', '(c OR c)', '(NOT c)',
    '(n BETWEEN n AND n)', '(t NOT BETWEEN t AND t)', '(n IN (n, n))', '(n NOT IN (n, n, n))', '(t IN (t, t))', '(any IS NULL)', '(any NOTNULL)', '(c IS TRUE)', '(n IS NOT FALSE)', '(t LIKE t)',
    "(t LIKE 'a%')", "(t NOT LIKE '%B_')", "(t GLOB '[a-c]*')", '(t = t COLLATE NOCASE)', '(t < t COLLATE NOCASE)', '(d < d)', '(d >= d)', '(d = d)', '(d <> d)', '(d BETWEEN d AND d)', '(d IN (d, d))', '(b = b)', '(b < b)', '(any = any)', '(any < any)', '(c = n)',
    'likely(c)', 'active', 'deleted', 'n', 'TRUE',
  ],
  n: [
    '(- n)', '(+ n)', '(~ n)', '(n + n)', '(n - n)', '(n * n)', '(n / n)', '(n % n)', '(n & n)', '(n | n)', '(n << 3)', 'c', 'CASE WHEN c THEN n ELSE n END', 'CASE n WHEN n THEN n END', 'coalesce(n, n)',
    'nullif(n, n)', 'iif(c, n, n)', 'min(n, n)', 'max(n, n)', 'abs(n)', 'round(n)', 'sign(n)', 'length(t)', 'length(b)', 'instr(t, t)', 'unicode(t)', 'CAST(n AS INTEGER)', 'CAST(n AS REAL)', 'quantity',
    'parent_id', 'position', 'level', 'price', 'weight', 'amount', 'ratio', 'active', '0', '1', '-1', '2', '7', '0.5', '2.5', '1e300', '9007199254740993', 'NULL', "'12'",
  ],
  t: [
    '(t || t)', '(t || n)', 'CASE WHEN c THEN t ELSE t END', 'CASE t WHEN t THEN t END', 'coalesce(t, t)', 'ifnull(t, t)', 'nullif(t, t)', 'iif(c, t, t)', 'min(t, t)', 'max(t, t)', 'lower(t)', 'upper(t)',
    'trim(t)', "rtrim(t, 'c')", "replace(t, 'a', t)", 'substr(t, n)', 'substr(t, 2, n)', 'substr(t, -2)', 'substr(t, n, 2)', 'hex(b)', 'typeof(any)', 'CAST(n AS TEXT)', 'CAST(t AS TEXT)', '(t COLLATE NOCASE)',
    '(+ t)', "strftime('%Y-%m', d)", 'date(d)', 'name', 'email', 'status', 'login', 'code', 'modified', "''", "'abc'", "'12'", "'ABC'", "' '", "'2020-01-01'",
  ],
  b: ['data', "x'00ff'", "x''", 'coalesce(b, b)'],
  d: [
    'birthday', 'created', 'stamp', 'noticed', 'day', "'2020-01-01'", "'2020-01-01 00:00:00'", "'2019-12-31T23:59:59.590Z'", "'2020-01-01 00'", 'date(d)', 'datetime(d)',
    "strftime('%Y-%m-%dT%H:%M:%fZ', d)", "strftime('%Y-%d-%m', d)",
  ],
  any: ['n', 't', 'c', 'b', 'd', 'guid', 'settings', 'mixture'],
} // prettier-ignore

/** SQL of one sort, nested as deep as `depth` allows; the shapes without holes come first where it ends. */
function sqlOf(sort: string, depth: number): fc.Arbitrary<string> {
  const shapes = SHAPES[sort]!.filter((shape) => depth > 0 || !HOLE.test(shape) || sort === 'any')
  return fc.constantFrom(...shapes).chain((shape) => {
    const holes = [...shape.matchAll(new RegExp(HOLE, 'g'))].map(([hole]) => sqlOf(hole, depth - 1))
    return fc.tuple(...holes).map((parts) => {
      let i = 0
      return shape.replace(new RegExp(HOLE, 'g'), () => parts[i++]!)
    })
  })
}

/** A sort's name, unless it is within a text. */
const HOLE = /(?<!['%-])\b(?:[cntbd]|any)\b(?!')/

const numRuns = Number(process.env['RUNS'] ?? 500)

test('no expression differs silently', { timeout: 120_000 + numRuns * 20 }, async () => {
  const counts = { translated: 0, rejected: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('c', 'n', 't').chain((sort) => sqlOf(sort, 3)),
      async (sql) => {
        const expr = parseExpression(sql)
        const value = translate(expr, oddScope, 'unique')
        const truth = translate(expr, oddScope, 'predicate')
        counts['sql' in value || 'sql' in truth ? 'translated' : 'rejected']++
        if ('sql' in value) await engines.expectSameValues(sql, value)
        if ('sql' in truth) await engines.expectSameTruth(sql, truth.sql)
      },
    ),
    { seed: Number(process.env['SEED'] ?? 2024), numRuns },
  )
  process.stdout.write(`${counts.translated} random expressions translated, ${counts.rejected} rejected\n`)
  expect(counts.translated).toBeGreaterThan(counts.rejected)
})
