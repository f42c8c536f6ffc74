import * as z from 'zod'
import { MODES } from './modes.ts'
import { identifier } from './identifier.ts'
import { PRESETS } from './presets.ts'
import { formGives, SOURCE_FORMS, type SourceForm, typeOfForm } from './source-form.ts'
import { parseTargetType } from '../types/target-type.ts'
import { parseType, TYPE_NAMES } from '../types/postgres-type.ts'

/** What becomes of texts that PostgreSQL cannot hold: those with a NUL, and those that are no valid UTF-8. */
export const INVALID_TEXTS = ['fail', 'replace', 'windows-1252', 'bytea', 'reject'] as const
export type InvalidText = (typeof INVALID_TEXTS)[number]

const type = z
  .string()
  .refine(
    (text) => parseType(text) !== null || parseTargetType(text) !== null,
    `is none of the types that a cast may name: ${TYPE_NAMES.join(', ')}, and those of the target with their schema`,
  )
  .meta({ description: 'A PostgreSQL type', examples: [...TYPE_NAMES, 'numeric(10,2)', 'varchar(80)', 'app.mood'] })

const emptyAsNull = z.boolean().meta({ description: 'Empty texts become NULL' })
const invalidText = z
  .enum(INVALID_TEXTS)
  .meta({ description: 'What becomes of texts that PostgreSQL cannot hold: with a NUL, or no valid UTF-8' })

/** What belongs to a cast, and holds together (refuseOddCast). */
const cast = {
  type: type.optional(),
  from: z.enum(SOURCE_FORMS).meta({ description: 'How the values of the file are to be read' }).optional(),
  round: z
    .boolean()
    .meta({ description: 'Moments and numbers finer than the type are rounded, not rejected' })
    .optional(),
}

const columnOptions = z
  .strictObject({
    name: identifier.meta({ description: 'Name in PostgreSQL' }).optional(),
    ...cast,
    emptyAsNull: emptyAsNull.optional(),
    invalidText: invalidText.optional(),
  })
  .superRefine(refuseOddCast)

/** What columns of a declared type become: a type alone, or a cast with its form. */
const typeOptions = z.union([
  type,
  z
    .strictObject(cast)
    .superRefine(refuseOddCast)
    .refine(({ type, from }) => type !== undefined || from !== undefined, 'has neither a type nor a from'),
])

function refuseOddCast({ type, from }: { type?: string; from?: SourceForm }, context: z.RefinementCtx): void {
  if (from === undefined) return
  const target = parseType(type ?? typeOfForm(from) ?? '')
  if (target === null && type === undefined)
    context.addIssue({ code: 'custom', path: ['type'], message: `is needed, because ${from} gives several types` })
  // Of the target's own types only hstore has a form.
  if (target === null ? type !== undefined && from !== 'json' : !formGives(from, target))
    context.addIssue({ code: 'custom', path: ['from'], message: `${from} does not give the type of the cast` })
}

/** What one entry of `tables` says of the tables that its pattern matches. */
export const tableOptions = z.strictObject({
  name: identifier.meta({ description: 'Name in PostgreSQL' }).optional(),
  mode: z.enum(MODES).meta({ description: 'What happens to the table where it exists' }).optional(),
  emptyAsNull: emptyAsNull.optional(),
  invalidText: invalidText.optional(),
  ignoreColumns: z.array(z.string().min(1)).meta({ description: 'Columns that are left out, with * and ?' }).optional(),
  columns: z
    .record(z.string().min(1), columnOptions)
    .meta({ description: 'By column name, with * and ?; a name without them goes before, then later ones' })
    .optional(),
})
export type TableOptions = z.output<typeof tableOptions>

/** SQL of the user's own, each entry one or more statements. */
const statements = z.array(z.string().min(1)).default([])

/** The options that say what single tables and columns become. */
export const castOptions = {
  emptyAsNull: emptyAsNull.default(false),
  invalidText: invalidText.default('fail'),
  preset: z
    .enum(PRESETS)
    .meta({ description: 'Framework whose conventions say what declared types hold' })
    .nullable()
    .default(null),
  types: z
    .record(z.string(), typeOptions)
    .meta({
      description: 'By declared type, with its arguments or without',
      examples: [{ DATETIME: 'timestamptz', 'char(32)': 'uuid' }],
    })
    .default({}),
  tables: z
    .record(z.string().min(1), tableOptions)
    .meta({ description: 'By table name, with * and ?; a name without them goes before, then later ones' })
    .default({}),
  before: statements.meta({ description: 'SQL that runs in the publishing transaction before the tables appear' }),
  after: statements.meta({ description: 'SQL that runs in the publishing transaction once everything is there' }),
}
