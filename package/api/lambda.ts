import { join } from 'node:path'

/** What the stack runs on AWS Lambda (docs/lambda.md), for those who deploy by other tools. */
export type FunctionName = (typeof NAMES)[number]
const NAMES = ['migration-arm64', 'migration-x64', 'own-role', 'seed'] as const

/**
 * The directory of a function's code, ready to be zipped: `index.mjs` exports `handler`, for the runtime nodejs24.x. The migrating function
 * holds a program for its architecture, and in `machine.mjs` the handler of the state machine's tasks (docs/scaling.md); the others run on both.
 * @throws Error for another name
 */
export function functionDirectory(name: FunctionName): string {
  if (!NAMES.includes(name)) throw new Error(`functionDirectory() takes one of ${NAMES.join(', ')}.`)
  return join(import.meta.dirname, name)
}
