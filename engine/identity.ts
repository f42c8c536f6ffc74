import type { Options } from './options.ts'
import type { SourceObject } from './source/file/source-object.ts'
import type { Identity } from './target/identity.ts'

/** What identifies the migration of a source under these options. */
export function identify({ uri, version, sequencer, identifiedBy }: SourceObject, options: Options): Identity {
  return {
    source: uri,
    version,
    sequencer,
    schema: options.schema,
    identifiedBy,
    options: identifiedBy === 'content' ? JSON.stringify(decisive(options)) : '',
  }
}

/** Of what says which rows arrive as what; not of what says how they are brought in, such as mode and workers. */
function decisive(options: Options) {
  const { include, exclude, dataOnly, identifiers, emptyAsNull, invalidText, preset, types, tables } = options
  const casts = Object.entries(tables).map(([name, options]) => [name, { ...options, mode: undefined }])
  return { include, exclude, dataOnly, identifiers, emptyAsNull, invalidText, preset, types, tables: casts }
}
