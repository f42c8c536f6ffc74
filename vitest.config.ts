import './require-node-24.mjs'
// For the processes that the tests start: SQLite's takes 0.3 s of processor without, 0.1 s with it.
import './compile-cache.mjs'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/no-internal-here.ts'],
    globalSetup: ['test/postgres-server.ts', 'test/scratch-of-run.ts'],
    // A process per file: native code that dies takes one file down, not the run.
    pool: 'forks',
    // Else every small migration is a collection of 35 MB, a sixth of the processor's time (test/migrate/cases: 28.5 s with, 23.3 without).
    execArgv: ['--initial-old-space-size=256'],
    // For two processors: the processes wait a fifth of their time, for servers, children and clocks.
    maxWorkers: 3,
    // The slowest take 15 s on a quiet machine. A test that hangs may take a while to say so; one that works never fails for load.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
