import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { translate } from '../../engine/translate/translate.ts'
import { EXPRESSIONS } from './expressions.ts'
import { LEFT_OUT } from './left-out.ts'
import { OddEngines } from './odd-engines.ts'
import { oddScope } from './odd-table.ts'
import { parseExpression } from './sqlite.ts'

const ALL = Object.entries(EXPRESSIONS).flatMap(([origin, list]) => list.map((sql) => ({ origin, sql })))

let engines: OddEngines
beforeAll(async () => {
  engines = await OddEngines.open()
})
afterAll(() => engines[Symbol.asyncDispose]())

describe.each(ALL)('$origin: $sql', ({ sql }) => {
  test('has the same value in every row', async () => {
    const translated = translate(parseExpression(sql), oddScope, 'unique')
    if ('reason' in translated) return
    await engines.expectSameValues(sql, translated)
  })

  test('is IMMUTABLE in an index', async () => {
    const translated = translate(parseExpression(sql), oddScope, 'index')
    if ('reason' in translated) return
    await expect(engines.postgres.query(`CREATE INDEX ON empty ((${translated.sql}))`)).resolves.toEqual([])
  })

  test('is true in the same rows', async () => {
    const translated = translate(parseExpression(sql), oddScope, 'predicate')
    if ('reason' in translated) return
    expect(translated.type).toBe('boolean')
    await engines.postgres.query(`CREATE INDEX ON empty (id) WHERE ${translated.sql}`)
    await engines.postgres.query(`ALTER TABLE empty ADD CHECK (${translated.sql})`)
    await engines.expectSameTruth(sql, translated.sql)
  })
})

test('exactly the expressions of left-out.ts have no translation, for the reasons that it says', () => {
  expect(leftOut()).toEqual(LEFT_OUT)
})

const USES = ['check', 'unique', 'index'] as const

/** A text or a blob is no condition for a CHECK; that says nothing about the expression. */
const NO_CONDITION = /^a (text|blob) stands as a condition$/

/** In the form of left-out.ts. */
function leftOut(): typeof LEFT_OUT {
  const found: typeof LEFT_OUT = {}
  const add = (where: string, reason: string, sql: string) => ((found[where] ??= {})[reason] ??= []).push(sql)
  for (const { sql } of ALL) {
    const reasons = USES.flatMap((use) => {
      const translated = translate(parseExpression(sql), oddScope, use)
      return 'reason' in translated ? [{ use, reason: translated.reason }] : []
    })
    if (reasons.length === USES.length) add('everywhere', reasons.at(-1)!.reason, sql)
    else for (const { use, reason } of reasons) if (!NO_CONDITION.test(reason)) add(use, reason, sql)
  }
  return found
}
