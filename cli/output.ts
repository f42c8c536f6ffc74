import { inspect } from 'node:util'
import type { LiteliftError } from '../engine/errors.ts'
import { json } from './json.ts'
import { errorText } from './text/error.ts'
import { printable } from './text/printable.ts'

/** The result of a command, on stdout: the one JSON document, or text made when it is wanted. */
export function printResult(result: unknown, text: () => string, { json: asJson = false }: { json?: boolean }): void {
  process.stdout.write(asJson ? `${json(result)}\n` : `${printable(text())}\n`)
}

/** A failure: for people on stderr, and as `{ "error": … }` on stdout with --json, where no result says it. */
export function printError(error: LiteliftError, { json: asJson, debug }: { json: boolean; debug: boolean }): void {
  if (asJson) process.stdout.write(`${json({ error: error.toJSON() })}\n`)
  say(errorText(error.toJSON()))
  if (debug) say(inspect(error, { depth: 5 }))
}

/** A line on stderr: progress and remarks that are not the result. */
export function say(text: string): void {
  process.stderr.write(`${printable(text)}\n`)
}
