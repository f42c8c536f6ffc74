import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

export interface Settings {
  /** Rows of the largest input; the others scale with it. */
  rows: number
  rounds: number
  /** Parts to run; all when empty. A run of some parts does not write results.md. */
  only: string[]
  /** Inputs are kept here from run to run. */
  cache: string
}

export const FULL_ROWS = 2_000_000

/** @throws TypeError for an option that there is not */
export function settingsFrom(args: string[]): Settings {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { rows: { type: 'string' }, rounds: { type: 'string' } },
  })
  // `npm run bench -- only race` reads better than a flag.
  const [word, ...only] = positionals
  if (word !== undefined && (word !== 'only' || only.length === 0)) throw new TypeError(`${word} is not understood`)
  return {
    rows: positive(values.rows, FULL_ROWS),
    rounds: positive(values.rounds, 3),
    only,
    cache: join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'litelift', 'bench'),
  }
}

function positive(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text)
  if (!Number.isInteger(value) || value < 1) throw new TypeError(`${text} is no positive whole number`)
  return value
}
