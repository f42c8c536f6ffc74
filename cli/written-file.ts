import { accessSync, constants } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LiteliftError } from '../engine/errors.ts'
import { say } from './terminal/output.ts'

/**
 * Asked before any work: a file that cannot be written after an hour is found out an hour late. The ending is asked for so that
 * `--report shop.sqlite` does not write over the file that is migrated.
 * @throws LiteliftError `option-invalid`
 */
export function mayWrite(path: string, ending: '.html' | '.sql'): void {
  const refuse = (message: string, cause?: unknown) =>
    new LiteliftError('option-invalid', {
      subject: { file: path },
      message,
      hint: `Name an ${ending} file in a directory that exists and can be written to.`,
      cause,
    })
  const isNamed = ending === '.html' ? /\.html?$/i.test(path) : /\.sql$/i.test(path)
  if (!isNamed) throw refuse(`The name of what is written there must end in ${ending}.`)
  try {
    accessSync(dirname(path), constants.W_OK)
  } catch (cause) {
    throw refuse('It cannot be written there.', cause)
  }
}

/** Writes it, and says so; where that fails the exit code speaks of what was done before. */
export async function writeNamed(what: string, path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content)
    say(`${what} is in ${path}`)
  } catch (error) {
    say(`${what} could not be written to ${path}: ${(error as Error).message}`)
  }
}
