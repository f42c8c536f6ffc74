import { expect, test } from 'vitest'
import { secondsUntilRetry } from '../../lambda/intake/visibility.ts'

const waits = Array.from({ length: 14 }, (_, tries) => secondsUntilRetry(tries + 1, 'target-unreachable'))

test('waits twice as long after every try, at most an hour', () => {
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, ...Array.from({ length: 7 }, () => 3600)])
})

test('fifteen tries outlast a database that is away for an hour, and most of a working day', () => {
  const after = (tries: number) => waits.slice(0, tries).reduce((sum, seconds) => sum + seconds, 0) / 3600
  expect(after(7)).toBeGreaterThan(1)
  expect(after(14)).toBeGreaterThan(8)
})

test('goes on at once where time alone was short', () => {
  expect(secondsUntilRetry(1, 'migration-interrupted')).toBe(0)
})

test('plans anew at once, and waits where the target goes on changing', () => {
  expect([1, 2, 3].map((receives) => secondsUntilRetry(receives, 'target-changed'))).toEqual([0, 60, 120])
})

test('leaves a migration that is at work to the invocation that does it', () => {
  expect(secondsUntilRetry(1, 'migration-running')).toBe(900)
})
