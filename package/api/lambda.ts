import { join } from 'node:path'

/** What the stack runs on AWS Lambda (docs/lambda.md), for those who deploy by other tools. */
export type FunctionName = 'migration-arm64' | 'migration-x64' | 'own-role' | 'seed'

/**
 * The directory of a function's code, ready to be zipped: `index.mjs` exports `handler`, for the runtime nodejs24.x. The migrating function
 * holds a program for its architecture, and in `machine.mjs` the handler of the state machine's tasks (docs/scaling.md); the others run on both.
 */
export function functionDirectory(name: FunctionName): string {
  return join(import.meta.dirname, name)
}
