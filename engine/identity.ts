import type { FilledOptions } from './options.ts'
import type { SourceObject } from './source/file/source-object.ts'
import type { Identity } from './target/identity.ts'

/** What identifies the migration of a source under these options. */
export function identify(source: SourceObject, options: FilledOptions): Identity {
  const { uri, version, sequencer, identifiedBy, lastModified } = source
  const keys = options.constants.filter(({ isKey }) => isKey).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return {
    source: uri,
    version,
    sequencer,
    schema: options.schema,
    schemaMadeOf: options.madeOf,
    constants: keys.length === 0 ? null : JSON.stringify(keys.map(({ name, value }) => [name, value])),
    lastModified,
    identifiedBy,
    options: identifiedBy === 'content' ? JSON.stringify(decisive(options)) : '',
  }
}

/** Of what says which rows arrive as what; not of what says how they are brought in, such as mode and workers. */
function decisive(options: FilledOptions) {
  const { include, exclude, dataOnly, identifiers, emptyAsNull, invalidText, preset, types, tables, constants } =
    options
  const casts = Object.entries(tables).map(([name, options]) => [name, { ...options, mode: undefined }])
  const decided = { include, exclude, dataOnly, identifiers, emptyAsNull, invalidText, preset, types, tables: casts }
  if (constants.length === 0) return decided
  // What the file says of itself would make a copy another file.
  return { ...decided, constants: constants.map((one) => (one.ofFile && !one.isKey ? { ...one, value: '' } : one)) }
}
