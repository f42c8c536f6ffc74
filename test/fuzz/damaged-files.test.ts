import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scratchFolder } from '../scratch.ts'
import { mutate } from './mutate.ts'
import { randomFrom } from './random.ts'
import { readDamaged } from './read-damaged.ts'
import { type SeedFile, seedFiles } from './seeds.ts'

/** LITELIFT_FUZZ_SECONDS searches longer; LITELIFT_FUZZ_SEED repeats one file. */
const SECONDS = Number(process.env['LITELIFT_FUZZ_SECONDS'] ?? 5)
const SEED = process.env['LITELIFT_FUZZ_SEED']

/** Of this process, whatever else the machine does: one file of at most 400 KB takes milliseconds. */
const MOST_CPU_MS = 2000

test('a damaged file gives the right data or an error, soon', { timeout: (SECONDS + 120) * 1000 }, async () => {
  using folder = scratchFolder()
  const files = seedFiles(folder.path)
  if (SEED !== undefined) {
    await readMutation(folder.path, files, Number(SEED))
    return
  }
  const counts = { refused: 0, equal: 0, unconfirmed: 0 }
  const deadline = Date.now() + SECONDS * 1000
  for (let seed = Date.now() >>> 0; Date.now() < deadline; seed = (seed + 1) >>> 0) {
    counts[await readMutation(folder.path, files, seed)]++
  }
  // Were everything refused, or nothing, the search would prove little.
  expect(counts.refused).toBeGreaterThan(0)
  expect(counts.equal).toBeGreaterThan(0)
})

async function readMutation(folder: string, files: SeedFile[], seed: number): ReturnType<typeof readDamaged> {
  const random = randomFrom(seed)
  const { name, bytes } = files[random.below(files.length)]!
  const path = join(folder, 'damaged.db')
  writeFileSync(path, mutate(bytes, random))
  const started = process.threadCpuUsage()
  try {
    const outcome = await readDamaged(path)
    expect(process.threadCpuUsage(started).user / 1000).toBeLessThan(MOST_CPU_MS)
    return outcome
  } catch (error) {
    throw new Error(`${name} with LITELIFT_FUZZ_SEED=${seed}: ${String(error)}`, { cause: error })
  }
}
