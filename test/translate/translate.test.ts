import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { translate } from '../../engine/translate/translate.ts'
import { EXPRESSIONS } from './expressions.ts'
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

test('prints how much has a translation', () => {
  const uses = ['check', 'unique', 'index'] as const
  const rejected = ALL.flatMap(({ sql }) => {
    const reasons = uses.flatMap((use) => {
      const translated = translate(parseExpression(sql), oddScope, use)
      return 'reason' in translated ? [translated.reason] : []
    })
    return reasons.length === uses.length ? [`${sql} (${reasons.at(-1)})`] : []
  })
  const share = Math.round((100 * (ALL.length - rejected.length)) / ALL.length)
  process.stdout.write(`${ALL.length} expressions: ${share} % translated, rejected are\n  ${rejected.join('\n  ')}\n`)
  expect(share).toBeGreaterThan(75)
})
