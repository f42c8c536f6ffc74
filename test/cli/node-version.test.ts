import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const OLD = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })"

test.for(['cli/litelift.mjs', 'vitest.config.ts'])('%s says which Node is needed, and nothing else runs', (entry) => {
  const old = `data:text/javascript,${encodeURIComponent(OLD)}`
  const run = spawnSync(process.execPath, ['--import', old, join(root, entry), '--help'], { encoding: 'utf8' })

  expect(run.status).toBe(2)
  expect(run.stdout).toBe('')
  expect(run.stderr).toMatch(/^litelift needs Node 24 or later; this is Node 20\.20\.2 .*\n.*npm run/)
})
