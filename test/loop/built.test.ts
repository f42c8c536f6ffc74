import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MEMORY_PAGES, STATE } from '../../engine/loop/layout.ts'
import { Loop } from '../../engine/loop/loop.ts'
import { scratchFolder } from '../scratch.ts'

const LOOP = join(import.meta.dirname, '../../engine/loop')

test('loop.wasm is what its sources are built to', () => {
  using folder = scratchFolder()
  const built = join(folder.path, 'loop.wasm')
  const compiler = join(LOOP, '../../node_modules/assemblyscript/bin/asc.js')
  const config = ['--config', join(LOOP, 'wasm/asconfig.json')]
  execFileSync(process.execPath, [compiler, join(LOOP, 'wasm/index.ts'), ...config, '--outFile', built])
  // As one comparison: a difference of bytes tells nobody anything.
  expect(readFileSync(built).equals(readFileSync(join(LOOP, 'loop.wasm')))).toBe(true)
})

test('its memory is as large as its layout says, and nothing of its own lies in the areas of that', () => {
  const { bytes } = new Loop()
  expect(bytes).toHaveLength(MEMORY_PAGES * 65_536)
  expect(bytes.subarray(0, STATE).some((byte) => byte !== 0)).toBe(true)
  expect(bytes.subarray(STATE).every((byte) => byte === 0)).toBe(true)
})
