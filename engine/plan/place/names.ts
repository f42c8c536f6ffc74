import { createHash } from 'node:crypto'
import { LiteliftError } from '../../errors.ts'
import type { Options } from '../../options.ts'

/** PostgreSQL cuts longer identifiers silently (NAMEDATALEN - 1 bytes), so that two of them could become one. */
const MOST_BYTES = 63

/**
 * Gives every source name a PostgreSQL identifier that is unique in its namespace. A name that is too long or taken gets
 * a suffix made from the source name itself, so that it stays the same when tables or columns are added around it.
 */
export class Names {
  readonly #taken: Set<string>

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken)
  }

  /** `wanted` as is where it fits and is free; otherwise shortened with a suffix derived from `seed`. */
  claim(wanted: string, seed: string = wanted): string {
    let name = wanted
    for (let round = 0; name === '' || Buffer.byteLength(name) > MOST_BYTES || this.#taken.has(name); round++) {
      const suffix = '_' + createHash('sha256').update(`${seed}\0${round}`).digest('hex').slice(0, 6)
      name = cut(wanted === '' ? 'unnamed' : wanted, MOST_BYTES - suffix.length) + suffix
    }
    this.#taken.add(name)
    return name
  }
}

/** The identifier that a source name wants under the given style, before uniqueness and length. */
export function identifierFor(name: string, style: Options['identifiers']): string {
  switch (style) {
    case 'preserve':
      return name
    case 'lower':
      return name.toLowerCase()
    case 'snake':
      return name
        .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
        .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
        .replace(/[^\p{L}\p{N}]+/gu, '_')
        .replace(/^_|_$/g, '')
        .toLowerCase()
  }
}

/** A name of the file, and the one that the user chose for it. */
export interface Nameless {
  source: string
  chosen: string | null
}

/**
 * Names for a list of source names, in its order: those that the user chose, then the others. A source name that already
 * is its own identifier keeps it even when an earlier one would fold into the same.
 * @throws LiteliftError `option-invalid` for a chosen name that is taken
 */
export function nameAll(all: readonly Nameless[], style: Options['identifiers'], names: Names): string[] {
  const given = new Map<Nameless, string>()
  for (const one of all) {
    if (one.chosen === null) continue
    if (names.claim(one.chosen) !== one.chosen) throw taken(one.chosen, one.source)
    given.set(one, one.chosen)
  }
  for (const exact of [true, false]) {
    for (const one of all) {
      const wanted = identifierFor(one.source, style)
      if (!given.has(one) && (wanted === one.source) === exact) given.set(one, names.claim(wanted, one.source))
    }
  }
  return all.map((one) => given.get(one)!)
}

function taken(name: string, source: string): LiteliftError {
  return new LiteliftError('option-invalid', {
    message: `The name ${name} that the options give to ${source} is taken.`,
    hint: 'Choose a name that nothing else has: another entry, the target schema, or a system column such as xmin.',
  })
}

/** The longest prefix of whole characters within so many bytes of UTF-8. */
function cut(name: string, bytes: number): string {
  let kept = ''
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > bytes) return kept
    kept += character
  }
  return kept
}
