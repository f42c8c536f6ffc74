import { availableParallelism } from 'node:os'
import * as z from 'zod'
import type { LiteliftError } from './errors.ts'
import { ON_ORPHAN } from './options/on-orphan.ts'
import { MODES } from './options/modes.ts'
import { optionInvalid, type Problem, problemsOf } from './options/invalid.ts'
import { isReserved } from './options/target-schema.ts'
import { castOptions } from './options/table-options.ts'
import { addColumns, type Constant, fillColumns, keyColumnsOf } from './options/add-columns.ts'
import { fillSchema, type FilledSchema, schemaOption } from './options/schema-option.ts'
import type { Values } from './options/template.ts'

/** How names become PostgreSQL identifiers (docs/types.md, Names). */
export const IDENTIFIERS = ['lower', 'preserve', 'snake'] as const

/** How staged rows are compared with the file before publish. */
export const VERIFICATIONS = ['counts', 'full'] as const

/** What becomes of a migration of which rows are refused (docs/rejects.md). */
export const ON_REJECT = ['fail', 'continue'] as const

/** What becomes of a NULL where the existing column is NOT NULL (docs/configuration.md, onNull). */
export const ON_NULL = ['fail', 'reject', 'default'] as const

/** What happens to a row that references one that mode append left out (docs/modes.md). */
export const ON_SKIPPED_REFERENCE = ['fail', 'allow'] as const

/** What publish does while a transaction is open that would see only some rows of a new table (docs/publishing.md). */
export const ON_OLD_SNAPSHOT = ['wait', 'publish'] as const

// To compile what checks a few options takes longer than to check them: 4 ms of a command.
z.config({ jitless: true })

const globs = z.array(z.string().min(1)).default([])

/** The options of a migration: of the command line, of litelift.json and of a route on AWS alike. */
export const optionsSchema = z.strictObject({
  /** For editors: where litelift.schema.json is. */
  $schema: z.string().optional(),
  /** Target schema; created when missing. */
  schema: schemaOption.default('public'),
  /** Columns that are the same in all rows of a file (docs/many-sources.md). */
  addColumns: addColumns.default({}),
  mode: z.enum(MODES).default('append'),
  /** Fills tables that exist, and makes none. */
  dataOnly: z.boolean().default(false),
  /** Triggers become PL/pgSQL where they have a faithful translation. */
  triggers: z.boolean().default(false),
  identifiers: z.enum(IDENTIFIERS).default('lower'),
  /** Table names in the file, with * and ?; all tables when empty. */
  include: globs,
  exclude: globs,
  verify: z.enum(VERIFICATIONS).default('full'),
  onReject: z.enum(ON_REJECT).default('fail'),
  /** Columns of existing tables that are too narrow get a wider type; null: only those of tables that litelift made. */
  widen: z.boolean().nullable().default(null),
  /** Null: as the key is, which refuses them where it holds for all rows, and takes them where it holds for new ones. */
  onOrphan: z.enum(ON_ORPHAN).nullable().default(null),
  onNull: z.enum(ON_NULL).default('reject'),
  /** Tables of the target outside of the migration that are emptied along with those that they reference. */
  alsoEmpty: z
    .array(z.string().min(1))
    .refine(
      (names) => !names.some((name) => isReserved(name.split('.')[0]!)),
      'names a table of PostgreSQL or of litelift itself',
    )
    .default([]),
  onSkippedReference: z.enum(ON_SKIPPED_REFERENCE).default('fail'),
  onOldSnapshot: z.enum(ON_OLD_SNAPSHOT).default('wait'),
  /** Connections that stage at the same time, each with its own thread. */
  workers: z
    .int()
    .min(1)
    .max(32)
    .default(() => Math.min(availableParallelism(), 8)),
  /** Bytes that a packed file may have when it is unpacked. The default is the most that a Lambda function's disk can hold. */
  maxUnpackedBytes: z
    .int()
    .min(512)
    .default(10_240 * 1024 ** 2),
  ...castOptions,
})

export type Options = z.output<typeof optionsSchema>
export type { RawOptions } from './options/raw-options.ts'

/** Options of which every placeholder has its value. */
export interface FilledOptions extends Options, FilledSchema {
  constants: Constant[]
}

/**
 * The options of one file: validated, and with the values that its placeholders have.
 * @throws LiteliftError as {@link parseOptions}; `placeholder-missing`, `placeholder-refused`
 */
export function fillOptions(raw: unknown, values: Values): FilledOptions {
  const options = parseOptions(raw)
  return { ...options, ...fillSchema(options.schema, values), constants: fillColumns(options.addColumns, values) }
}

/**
 * Raw options outside, validated ones inside: the one door.
 * @throws LiteliftError `option-invalid` naming the path of each refused option, never its value (values may be secrets).
 */
export function parseOptions(raw: unknown): Options {
  refuseLostKeys(raw)
  const parsed = optionsSchema.superRefine(refuseContradictions).safeParse(raw)
  if (parsed.success) return parsed.data
  throw invalid(problemsOf(parsed.error), parsed.error)
}

/**
 * Mode replace makes tables, which data only does not, and would take the rows of other sources along; nothing else is emptied where no
 * table loses rows.
 */
export function refuseContradictions(options: Options, context: z.RefinementCtx): void {
  const ofTables = Object.entries(options.tables).map(([name, { mode }]) => ({ path: ['tables', name, 'mode'], mode }))
  const modes = [{ path: ['mode'], mode: options.mode }, ...ofTables]
  if (options.alsoEmpty.length > 0 && !modes.some(({ mode }) => mode === 'truncate' || mode === 'mirror'))
    context.addIssue({ code: 'custom', path: ['alsoEmpty'], message: 'belongs to mode truncate or mirror' })
  const isShared = keyColumnsOf(options.addColumns).length > 0
  if (isShared && options.alsoEmpty.length > 0)
    context.addIssue({ code: 'custom', path: ['alsoEmpty'], message: OTHERS_TOO })
  for (const { path } of modes.filter(({ mode }) => mode === 'replace')) {
    if (isShared) context.addIssue({ code: 'custom', path, message: `${OTHERS_TOO}; use truncate or mirror` })
    if (options.dataOnly) context.addIssue({ code: 'custom', path, message: 'replace makes tables, and dataOnly none' })
  }
}

const OTHERS_TOO = 'would take away the rows of other sources, which a key of addColumns keeps apart'

/** zod leaves the key __proto__ out of every record, silently; a table or column of that name is reached by a pattern. */
function refuseLostKeys(raw: unknown, path: string[] = []): void {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return
  for (const [key, value] of Object.entries(raw)) {
    if (key === '__proto__')
      throw invalid([{ path: [...path, key].join('.'), said: 'is written as a pattern, such as __prot?__' }])
    refuseLostKeys(value, [...path, key])
  }
}

function invalid(problems: Problem[], cause?: unknown): LiteliftError {
  return optionInvalid('Options are not valid', {
    problems,
    hint: 'docs/configuration.md lists every option with its values.',
    cause,
  })
}
