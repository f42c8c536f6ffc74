import { setTimeout as sleep } from 'node:timers/promises'
import { array, assert, asyncProperty, constantFrom, integer, nat, record, uniqueArray } from 'fast-check'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { inTurn, type Job } from '../../engine/build/in-turn.ts'

/** The queue looks at no connection. */
const lanes = (count: number) => Array.from({ length: count }, (_, lane) => ({ lane }) as unknown as pg.Client)

/** Jobs that wait for earlier ones of the list, and lock some of five tables. */
const GRAPH = array(
  record({
    after: array(nat(1000), { maxLength: 4 }),
    alone: uniqueArray(constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }),
    milliseconds: nat(3),
  }),
  { maxLength: 40 },
)

test('a job begins when those before it have ended, never beside another that locks its table, and each runs once', async () => {
  await assert(
    asyncProperty(GRAPH, integer({ min: 1, max: 4 }), async (graph, count) => {
      const ended = new Set<number>()
      const busy = new Set<string>()
      let [running, most] = [0, 0]
      const jobs: Job<number>[] = []
      for (const [position, { after, alone, milliseconds }] of graph.entries()) {
        const before = position === 0 ? [] : [...new Set(after.map((one) => one % position))]
        const run = async () => {
          expect(before.every((one) => ended.has(one))).toBe(true)
          expect(alone.some((table) => busy.has(table))).toBe(false)
          expect(ended.has(position)).toBe(false)
          for (const table of alone) busy.add(table)
          most = Math.max(most, ++running)
          await sleep(milliseconds)
          running--
          for (const table of alone) busy.delete(table)
          ended.add(position)
          return position
        }
        jobs.push({ run, alone, after: before.map((one) => jobs[one]!) })
      }
      expect(await inTurn(lanes(count), jobs)).toEqual([...graph.keys()])
      expect(most).toBeLessThanOrEqual(count)
    }),
    { numRuns: 60 },
  )
})

test('jobs that do not wait for each other run side by side, the first of the list first', async () => {
  const begun: string[] = []
  const job = (name: string, more: Partial<Job<void>> = {}): Job<void> => ({
    run: async () => {
      begun.push(name)
      await sleep(name === 'large' ? 60 : 10)
    },
    ...more,
  })
  const large = job('large')
  const small = job('small')
  const last = job('after large', { after: [large] })
  const locked = job('beside, locked', { alone: ['t'] })
  const also = job('locked as well', { alone: ['t'] })
  await inTurn(lanes(3), [large, last, small, locked, also])
  expect(begun).toEqual(['large', 'small', 'beside, locked', 'locked as well', 'after large'])
})

test('the first failure lets running jobs end, and begins no other', async () => {
  const done: string[] = []
  const slow: Job<void> = { run: () => sleep(30).then(() => void done.push('slow')) }
  const failing: Job<void> = { run: () => Promise.reject(new Error('this one')) }
  const next: Job<void> = { run: () => Promise.resolve(void done.push('next')), after: [slow] }
  await expect(inTurn(lanes(2), [slow, failing, next])).rejects.toThrow('this one')
  expect(done).toEqual(['slow'])
})
