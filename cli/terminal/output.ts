import { inspect } from 'node:util'
import type { LiteliftError } from '../../engine/errors.ts'
import { loggable } from '../../engine/said.ts'
import type { Result } from '../documents.ts'
import { json } from '../json.ts'
import { errorText } from '../text/error.ts'
import { painted, type Line } from './line.ts'
import { eraseDrawn } from './overwritten.ts'

/** Version of what --json prints; a member that goes, or means something else, raises it. */
const FORMAT = 1

/**
 * The result of a command, on stdout: the one JSON document, or lines made when they are wanted. False where it could not be
 * written, which is said on stderr; a reader that has seen enough (`| head`) is no failure.
 */
export async function printResult(
  result: Result,
  lines: () => Line[],
  { json: asJson = false }: { json?: boolean },
): Promise<boolean> {
  return await print(asJson ? json({ format: FORMAT, ...result }).split('\n') : lines())
}

/** The same for what has one form only. */
export async function print(lines: Line[]): Promise<boolean> {
  const failure = await written(lines.map((line) => painted(line, process.stdout)))
  if (failure === null || failure.code === 'EPIPE') return true
  say(`The result could not be written: ${failure.message}.`)
  return false
}

/** A failure: for people on stderr, and as `{ "error": … }` on stdout with --json, where no result says it. */
export async function printError(
  error: LiteliftError,
  { json: asJson, debug }: { json: boolean; debug: boolean },
): Promise<void> {
  if (asJson) await written([json({ format: FORMAT, error: error.toJSON() })])
  say(...errorText(error.toJSON()))
  if (debug) sayDetails(error)
}

/** Lines on stderr: progress and remarks that are not the result. */
export function say(...lines: Line[]): void {
  eraseDrawn(process.stderr)
  process.stderr.write(lines.map((line) => `${painted(line, process.stderr)}\n`).join(''))
}

/** The stack and the causes of an error, indented, so that no line of a message passes for one of litelift's own. */
export function sayDetails(error: LiteliftError): void {
  say(
    ...inspect(loggable(error), { depth: 5 })
      .split('\n')
      .map((line) => `    ${line}`),
  )
}

/**
 * What cannot be written must not end a migration, nor change what is said of it: every write to stdout has its own answer, and
 * a stderr that nobody reads (`2>&1 | head -1`, a full disk) is none to tell it to.
 */
export function surviveUnwritableOutput(): void {
  process.stdout.on('error', () => undefined)
  process.stderr.on('error', () => undefined)
}

function written(lines: string[]): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    process.stdout.write(lines.map((line) => `${line}\n`).join(''), (error) => resolve(error ?? null))
  })
}
