import { readFileSync } from 'node:fs'
import { LiteliftError } from '../engine/errors.ts'
import { parseOptions } from '../engine/options.ts'
import type { RawOptions } from '../engine/options.ts'

/**
 * Reads a litelift.json: one object with the options of engine/options.ts.
 * @throws LiteliftError `option-invalid` naming the file and the path of what is refused.
 */
export function readConfig(path: string): RawOptions {
  const raw = parsed(path, contentOf(path))
  try {
    parseOptions(raw)
  } catch (error) {
    if (!(error instanceof LiteliftError)) throw error
    const { code, message, hint, cause } = error
    throw new LiteliftError(code, { subject: { file: path }, message, hint, cause })
  }
  return raw as RawOptions
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new LiteliftError('option-invalid', {
      subject: { file: path },
      message: `The configuration file cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      hint: 'Name an existing JSON file after --config.',
      cause,
    })
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // V8's message quotes the text, which may hold what should not be shown; only the place is taken from it.
    const place = /line \d+ column \d+/.exec(String(cause))?.[0]
    throw new LiteliftError('option-invalid', {
      subject: { file: path },
      message: `The configuration file is not JSON${place === undefined ? '' : ` (${place})`}.`,
      hint: 'Write one JSON object, for example {"schema": "shop", "mode": "replace"}.',
    })
  }
}
