import { expect, test } from 'vitest'
import { ASSUMED, smallFile } from '../../bench/scaling/assumed.ts'
import { billOf, downloading, type Load } from '../../bench/scaling/cost.ts'
import { ROWS } from '../../bench/scaling/measured.ts'

const LOAD: Load = { name: '', size: 0.5, files: 1, compares: true }
const bill = (load: Partial<Load>) => billOf({ ...LOAD, ...load }, ROWS, smallFile('own'))

test('a load takes as long as its downloads by all functions, and as its rows on all processors of the server', () => {
  for (const load of [{ size: 0.01 }, { size: 0.5, files: 1000 }, { size: 5 }, { size: 200, compares: false }]) {
    const { size, files, compares } = { ...LOAD, ...load }
    const { seconds, functionSeconds } = bill(load)
    const rows = size * files * (ROWS.stage + ROWS.build + (compares ? ROWS.readBack : 0))
    expect(seconds).toBeGreaterThan(rows / ASSUMED.processors)
    expect(functionSeconds).toBeGreaterThan(downloading(size * files))
    expect(functionSeconds).toBeGreaterThanOrEqual(seconds - ASSUMED.start)
  }
})

test('from 1 GiB on a file is the state machine’s, with five states for each shard of 256 MiB that is staged and compared', () => {
  expect(bill({ size: 0.99 })).toMatchObject({ requests: 1, transitions: 0 })
  const [one, two] = [bill({ size: 1 }), bill({ size: 2 })]
  expect(one.requests).toBe(6 + 4 + 4)
  expect(two.transitions - one.transitions).toBe(4 * (3 + 2))
})

test('twice the files are twice the bill, but for what a database takes until it pauses', () => {
  const [half, all] = [bill({ files: 1000 }), bill({ files: 2000 })]
  expect(all.usd.function / half.usd.function).toBeCloseTo(2, 1)
  expect(all.ios).toBe(2 * half.ios)
  expect(all.usd.database).toBeLessThan(2 * half.usd.database)
})
