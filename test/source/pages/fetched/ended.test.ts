import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startFetching } from '../../../../engine/source/pages/fetched/fetching.ts'
import { FetchedSource } from '../../../../engine/source/pages/fetched/fetched-source.ts'

const DIES = new URL('data:text/javascript,throw new Error("dies")')

const workerEnded = expect.objectContaining({ code: 'worker-ended' }) as Error

test('whoever asks a thread that is gone is told', async () => {
  await using fetching = startFetching(DIES, { bytes: 100, object: null })
  await sleep(2000)
  using source = new FetchedSource(fetching.file)
  const started = performance.now()
  expect(() => source.read(0, new Uint8Array(100), 0, 100)).toThrow(workerEnded)
  expect(performance.now() - started).toBeLessThan(1000)
})

test('whoever waits and can hear of nothing finds out by himself', { timeout: 90_000 }, async () => {
  await using fetching = startFetching(DIES, { bytes: 100, object: null })
  using source = new FetchedSource(fetching.file)
  expect(() => source.read(0, new Uint8Array(100), 0, 100)).toThrow(workerEnded)
})

test('past the end of a file there is nothing', async () => {
  await using fetching = startFetching(DIES, { bytes: 100, object: null })
  using source = new FetchedSource(fetching.file)
  expect(source.read(100, new Uint8Array(10), 0, 10)).toBe(0)
  expect(source.read(5000, new Uint8Array(10), 0, 10)).toBe(0)
})
