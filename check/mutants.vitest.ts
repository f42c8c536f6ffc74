import { defineConfig } from 'vitest/config'
import whole from '../vitest.config.ts'

/** The tests that hold the promises of the files in check/mutants.json: only what they need, or a run would take hours. */
export default defineConfig({
  test: {
    ...whole.test,
    // A mutant that makes a test wait for ever is dead sooner.
    testTimeout: 10_000,
    include: [
      'test/target/*.test.ts',
      'test/stage/{staging,fenced-batch,refused-by-server,bounded-rejects,synchronous-commit,stalled-copy}.test.ts',
      'test/publish/*.test.ts',
      'test/threads/*.test.ts',
      'test/migrate/{two-at-once,taken-over,versions,refused-targets,busy-target,lost-connection}.test.ts',
      'test/lambda/{visibility,shorten-visibility}.test.ts',
    ],
  },
})
