import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromExactJson, toExactJson } from '../../engine/exact-json.ts'
import type { RawOptions } from '../../engine/options.ts'
import { fingerprintOf } from '../../engine/plan/fingerprint.ts'
import { planFromJson, planToJson } from '../../engine/plan/plan-json.ts'
import type { Plan } from '../../engine/plan/plan.ts'
import { planFile } from '../../engine/plan-file.ts'
import { CASES, caseNames, makeCase } from '../case-files.ts'
import { createDatabase } from '../database.ts'
import { inProcess } from '../in-process.ts'
import { localFile } from '../migrate/local-file.ts'
import { makeRandomDatabase, randomDatabase } from '../random/database.ts'
import { scratchFolder } from '../scratch.ts'

function expectSame(plan: Plan): void {
  const json = planToJson(plan)
  const again = planFromJson(json)
  expect(again).toEqual(plan)
  expect(planToJson(again)).toBe(json)
  expect(fingerprintOf(again)).toBe(fingerprintOf(plan))
}

test('the plans of cases are the same after their way through JSON', async () => {
  let plans = 0
  for (const [at, name] of caseNames.entries()) {
    const read = (file: string) => {
      const path = join(CASES, name, file)
      return existsSync(path) ? readFileSync(path, 'utf8') : null
    }
    if ('error' in (JSON.parse(read('expected.json')!) as object)) continue
    using folder = scratchFolder()
    const path = join(folder.path, 'source.sqlite')
    makeCase(name, path)
    const before = read('target.sql')
    // A database for each would take half a minute, and their plans are of few kinds.
    if (at % (before === null ? 2 : 5) !== 0) continue
    await using target = before === null ? null : await createDatabase()
    if (before !== null) await target!.query(before)
    const options = { schema: 's', ...(JSON.parse(read('options.json') ?? '{}') as RawOptions) }
    const provider = target && (() => Promise.resolve(target.settings))
    const { plan } = await planFile({ source: await localFile(path), target: provider, options, sqlite: inProcess() })
    expectSame(plan)
    plans++
  }
  expect(plans).toBeGreaterThan(60)
})

test('so are those of random databases', async () => {
  using folder = scratchFolder()
  let count = 0
  const property = fc.asyncProperty(randomDatabase, async (script) => {
    const path = join(folder.path, `${++count}.sqlite`)
    makeRandomDatabase(path, script)
    const options = { schema: 's', invalidText: 'bytea' } as const
    const { plan } = await planFile({ source: await localFile(path), target: null, options, sqlite: inProcess() })
    expectSame(plan)
  })
  await fc.assert(property, { numRuns: 15, seed: 20_261_127 })
  expect(count).toBe(15)
})

test('whatever plain data may hold', () => {
  const text = fc.string({ unit: 'binary' })
  const { data } = fc.letrec<{ data: unknown }>((tie) => ({
    data: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.constantFrom('\uD800', '\uDC00\uD800', '\0', '$bigint'),
      fc.boolean(),
      fc.constant(null),
      fc.bigInt(),
      fc.double(),
      fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 53, 5e-324),
      fc.uint8Array(),
      fc.array(tie('data')),
      fc.dictionary(
        text.filter((key) => !key.startsWith('$')),
        tie('data'),
        { noNullPrototype: true },
      ),
    ),
  }))
  fc.assert(
    fc.property(data, (value) => {
      expect(fromExactJson(toExactJson(value))).toStrictEqual(value)
    }),
    { numRuns: 2000 },
  )
  expect(fromExactJson(toExactJson({ bytes: Buffer.from([0, 255]) }))).toEqual({ bytes: new Uint8Array([0, 255]) })
})
