import { expect, test } from 'vitest'
import { drain, type Drop, type SmallFile } from '../../bench/scaling/drain.ts'

const EACH: SmallFile = { start: 1, client: 0.5, server: 0.1, publish: 0.05, connections: 2 }
const DROP: Drop = { files: 1000, concurrency: 4, sharing: false, processors: 2 }

test('files are done side by side, each after the other in its function', () => {
  const { seconds, connections, again, waiting } = drain(DROP, EACH)
  expect(seconds).toBeCloseTo(1 + (1000 / 4) * 0.65, 0)
  expect([connections, again]).toEqual([8, 0])
  expect([0, 0.5, 1].map((share) => waiting(share * seconds))).toEqual([996, expect.closeTo(500, -1), 0])
})

test('the server bounds them where its processors are busy', () => {
  const { seconds, busy } = drain({ ...DROP, concurrency: 100 }, EACH)
  expect(seconds).toBeGreaterThanOrEqual((1000 * 0.1) / 2)
  expect(seconds).toBeLessThan(((1000 * 0.1) / 2) * 1.1)
  expect(busy).toBeGreaterThan(0.9)
  expect(busy).toBeLessThanOrEqual(1)
})

test('into the same tables they publish one at a time, and those that began before there were any are planned anew', () => {
  const slow = { ...EACH, publish: 0.4 }
  const own = drain({ ...DROP, concurrency: 10 }, slow)
  const same = drain({ ...DROP, concurrency: 10, sharing: true }, slow)
  expect(own.seconds).toBeLessThan(1000 * 0.4)
  expect(same.seconds).toBeGreaterThanOrEqual(1000 * 0.4)
  expect(same.again).toBeGreaterThan(0)
  expect(same.again).toBeLessThan(10)
})

test('Lambda begins with five functions, and adds five a second', () => {
  const { waiting } = drain({ ...DROP, files: 100, concurrency: 100 }, { ...EACH, client: 1000 })
  expect([0, 1, 10].map((after) => waiting(after))).toEqual([95, 90, 45])
})
