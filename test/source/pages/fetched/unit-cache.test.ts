import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { UNIT } from '../../../../engine/source/pages/fetched/mailboxes.ts'
import { UnitCache } from '../../../../engine/source/pages/fetched/unit-cache.ts'

/** Units, each of which is bytes of its own number. */
const UNITS = 200
const BYTES = UNITS * UNIT - 1000

interface Watched {
  cache: UnitCache
  /** Each request: first unit, and how many. */
  asked: [first: number, count: number][]
  /** The number of the unit at a place, read through the cache. */
  at: (position: number) => Promise<number>
}

function watched(kept: number, fails: (first: number) => boolean = () => false): Watched {
  const asked: [number, number][] = []
  const cache = new UnitCache(
    async function* (start, end) {
      asked.push([start / UNIT, Math.ceil((end - start) / UNIT)])
      await sleep(1)
      for (let at = start; at < end;) {
        const length = Math.min(50_000, end - at)
        yield Uint8Array.from({ length }, (_, i) => Math.floor((at + i) / UNIT))
        at += length
        if (fails(start / UNIT)) throw new Error('cut')
      }
    },
    BYTES,
    kept,
  )
  return {
    cache,
    asked,
    at: async (position) => {
      const byte = new Uint8Array(1)
      await cache.read(position, 1, byte)
      return byte[0]!
    },
  }
}

test('what is kept is fetched once, and what was used longest ago goes first', async () => {
  const { at, asked } = watched(4)
  for (const unit of [0, 1, 2, 3, 0, 4, 0, 1]) expect(await at(unit * UNIT + 7)).toBe(unit)
  expect(asked.map(([first]) => first)).toEqual([0, 1, 2, 3, 4, 1])
})

test('bytes of several units come in one request, and the last unit is short', async () => {
  const { cache, asked } = watched(8)
  const bytes = new Uint8Array(2 * UNIT)
  await cache.read(5 * UNIT + 10, bytes.length, bytes)
  expect([bytes[0], bytes[UNIT - 11], bytes[UNIT - 10], bytes.at(-1)]).toEqual([5, 5, 6, 7])
  expect(asked).toEqual([[5, 3]])
  await cache.read(BYTES - 10, 10, bytes)
  expect(bytes[9]).toBe(UNITS - 1)
})

test('what is expected is fetched in runs, up to half of what is kept, and the rest when it is come for', async () => {
  const { cache, at, asked } = watched(64)
  cache.expect(Array.from({ length: 100 }, (_, unit) => unit))
  await sleep(100)
  expect(asked).toEqual([[0, 32]])
  for (let unit = 0; unit < 100; unit++) expect(await at(unit * UNIT)).toBe(unit)
  await sleep(100)
  // Nothing was fetched twice.
  expect(asked.reduce((sum, [, count]) => sum + count, 0)).toBe(100)
  expect(asked.length).toBeLessThan(30)
})

test('a run goes on over a unit that is there, and ends before two of them', async () => {
  const { cache, at, asked } = watched(64)
  for (const unit of [4, 9, 10]) await at(unit * UNIT)
  asked.length = 0
  cache.expect(Array.from({ length: 15 }, (_, unit) => unit))
  await sleep(50)
  expect(asked).toEqual([
    [0, 9],
    [11, 4],
  ])
  for (let unit = 0; unit < 15; unit++) expect(await at(unit * UNIT + 5)).toBe(unit)
  expect(asked).toHaveLength(2)
})

test('many who ask at once wait for one request', async () => {
  const { at, asked } = watched(4)
  expect(await Promise.all([1, 2, 3].map((offset) => at(9 * UNIT + offset)))).toEqual([9, 9, 9])
  expect(asked).toEqual([[9, 1]])
})

test('more who wait at once than is kept all get theirs', async () => {
  const { at } = watched(2)
  const units = Array.from({ length: 40 }, (_, at) => at)
  expect(await Promise.all(units.map((unit) => at(unit * UNIT)))).toEqual(units)
})

test('a request that fails fails whoever waits for it, and the next one tries anew', async () => {
  let isBroken = true
  const { cache, at, asked } = watched(8, (first) => isBroken && first === 3)
  cache.expect([3, 4])
  await expect(at(3 * UNIT)).rejects.toThrow('cut')
  isBroken = false
  expect(await at(3 * UNIT)).toBe(3)
  expect(await at(4 * UNIT)).toBe(4)
  expect(asked.filter(([first]) => first === 3)).toHaveLength(2)
})
