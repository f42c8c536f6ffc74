import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { leftBehind } from './left-behind.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test/command.ts puts the command. */
    command: string
  }
}

/**
 * One folder for whatever a run's tests, and what they start, put into the folder for temporary files. It is removed at the end,
 * also where a test was killed; what lies in it then was left behind, and fails the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const path = await mkdtemp(join(tmpdir(), 'litelift-tests-'))
  // For root, PostgreSQL runs as another user, who passes through.
  await chmod(path, 0o711)
  process.env['TMPDIR'] = path
  project.provide('command', join(path, 'litelift-command'))
  return async () => {
    const left = await leftBehind(path)
    await rm(path, { recursive: true, force: true, maxRetries: 5 })
    if (left.length > 0) throw new Error(`Tests left behind in the folder for temporary files: ${left.join(', ')}`)
  }
}
