import type { FilledOptions } from './options.ts'
import type { Recorder } from './report/recorder.ts'
import type { OpenedSource, SourceObject } from './source/file/source-object.ts'
import { type Identity, migrationId } from './target/claim/identity.ts'

/** What is known of a migration before its options are. */
export function identifySource({ uri, version, sequencer, identifiedBy, lastModified }: SourceObject): Identity {
  const nowhere = { schema: '', schemaMadeOf: null, constants: null, options: '' }
  return { source: uri, version, sequencer, identifiedBy, lastModified, ...nowhere }
}

/** What identifies the migration of a source under these options. */
export function identify(source: SourceObject, options: FilledOptions): Identity {
  const keys = options.constants.filter(({ isKey }) => isKey).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return {
    ...identifySource(source),
    schema: options.schema,
    schemaMadeOf: options.madeOf,
    constants:
      keys.length === 0 || onlyAdds(options) ? null : JSON.stringify(keys.map(({ name, value }) => [name, value])),
    options: source.identifiedBy === 'content' ? JSON.stringify(decisive(options)) : '',
  }
}

/** What names the migration, as soon as the source's version and the options are known; the report says it in any case. */
export class Names {
  readonly #source: OpenedSource
  readonly #recorder: Recorder
  #options: FilledOptions | null = null
  #isTold = false

  constructor(source: OpenedSource, recorder: Recorder) {
    this.#source = source
    this.#recorder = recorder
    // It is asked for once the file is being read, and may have failed by then.
    Promise.resolve(source.version).catch(() => undefined)
  }

  under(options: FilledOptions): FilledOptions {
    return (this.#options = options)
  }

  /** @throws LiteliftError of the file, where its version cannot be found out */
  async identity(): Promise<Identity> {
    const version = await this.#source.version
    const source = { ...this.#source, version }
    const identity = this.#options ? identify(source, this.#options) : identifySource(source)
    this.#recorder.know({ version, id: migrationId(identity) })
    this.#isTold = true
    return identity
  }

  /** Before a report that has to do without more. */
  async tell(): Promise<void> {
    // Why the version is unknown is not what the migration failed for, or it is, and that is told.
    if (!this.#isTold) await this.identity().catch(() => undefined)
  }
}

/** Whether no row that is there is touched: then nothing that comes late undoes what came before, and every file brings a part. */
function onlyAdds({ mode, tables }: FilledOptions): boolean {
  return [mode, ...Object.values(tables).map((table) => table.mode ?? mode)].every((one) => one === 'append')
}

/** Of what says which rows arrive as what; not of what says how they are brought in, such as mode and workers. */
function decisive(options: FilledOptions) {
  const { include, exclude, dataOnly, identifiers, emptyAsNull, invalidText, preset, types, tables, constants } =
    options
  const casts = Object.entries(tables).map(([name, options]) => [name, { ...options, mode: undefined }])
  const decided = { include, exclude, dataOnly, identifiers, emptyAsNull, invalidText, preset, types, tables: casts }
  if (constants.length === 0) return decided
  const added = constants.map(({ name, type, isKey, value, ordered }) => [name, type, isKey, isKey ? value : ordered])
  return { ...decided, constants: added }
}
