import { expect, test } from 'vitest'
import { secondsUntilRetry } from '../../lambda/intake/visibility.ts'

test('waits twice as long after every try, at most a quarter of an hour', () => {
  const waits = [1, 2, 3, 4, 5, 6, 30].map((receives) => secondsUntilRetry(receives, 'target-unreachable'))
  expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900])
})

test('goes on at once where time alone was short', () => {
  expect(secondsUntilRetry(1, 'migration-interrupted')).toBe(0)
})

test('leaves a migration that is at work to the invocation that does it', () => {
  expect(secondsUntilRetry(1, 'migration-running')).toBe(900)
})
