import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { interrupted, LiteliftError } from '../../engine/errors.ts'

/**
 * Writes standard input to `path`: a database has to be read here and there, which a pipe cannot.
 * @throws LiteliftError `option-invalid` where it is a terminal, `file-too-large`, `migration-interrupted`
 */
export async function keepStandardInput(path: string, signal: AbortSignal): Promise<void> {
  if (process.stdin.isTTY) {
    throw new LiteliftError('option-invalid', {
      message: 'Standard input is a terminal, and no file.',
      hint: 'Write `litelift migrate - < shop.sqlite`, or name the file.',
    })
  }
  try {
    await pipeline(process.stdin, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal })
  } catch (error) {
    throw signal.aborted ? interrupted(error) : error
  }
}
