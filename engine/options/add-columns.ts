import * as z from 'zod'
import { CONSTANT_TYPES, type ConstantType, spelledAs } from './constant-type.ts'
import { identifier } from './identifier.ts'
import { fillTemplate, parseTemplate, placeholdersOf, refusedValue, templateOf, type Values } from './template.ts'

/** A text in which `{name}` stands for a value. */
const template = z.string().min(1)

const addedColumn = z.union([
  template,
  z
    .strictObject({
      value: template,
      type: z.enum(CONSTANT_TYPES).meta({ description: 'Its type in PostgreSQL' }).optional(),
      key: z.boolean().meta({ description: 'Part of every key, and what a newer file replaces' }).default(false),
    })
    .refine(({ key, ...column }) => !key || typeOf(column) !== 'timestamptz', {
      path: ['key'],
      message: 'a moment is no key: every file would have another',
    }),
])

/** PostgreSQL has them in every table (ddl-system-columns.html). */
const SYSTEM_COLUMNS = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']

/** By the column's name in PostgreSQL. */
export const addColumns = z
  .record(identifier, addedColumn)
  .superRefine((columns, context) => {
    // Here, because of a union or a key no more is told than that it is not valid.
    for (const [name, column] of Object.entries(columns)) {
      const refuse = (message: string) => context.addIssue({ code: 'custom', path: [name], message, continue: false })
      if (SYSTEM_COLUMNS.includes(name)) refuse('is a column that every table has')
      const parsed = parseTemplate(valueOf(column))
      if (typeof parsed === 'string') refuse(parsed)
    }
  })
  .meta({
    description: 'Columns that are the same in all rows of a file; {name} stands for a value',
    examples: [{ device: { value: '{device}', key: true }, received: '{lastModified}' }],
  })
export type AddColumns = z.output<typeof addColumns>

/** A column that is the same in all rows that a file brings. */
export interface Constant {
  /** In PostgreSQL. */
  name: string
  type: ConstantType
  /** As the type spells it. */
  value: string
  /** It is part of every key, and tells the rows of this source from those of others. */
  isKey: boolean
  /** The value with what a copy of the file may say otherwise (when it was modified, how it is called) left as placeholders. */
  ordered: string
}

/** Names of the columns that are part of every key. */
export function keyColumnsOf(columns: AddColumns): string[] {
  return Object.entries(columns).flatMap(([name, column]) => (typeof column !== 'string' && column.key ? [name] : []))
}

/** All placeholders of the columns, each with its path. */
export function placeholdersIn(columns: AddColumns): { path: string[]; name: string }[] {
  return Object.entries(columns).flatMap(([column, of]) =>
    placeholdersOf(templateOf(valueOf(of))).map((name) => ({ path: ['addColumns', column], name })),
  )
}

/** What the file says of itself, as it is written. */
const OF_FILE = { name: '{name}', stem: '{stem}', lastModified: '{lastModified}' }

/**
 * The columns with their values.
 * @throws LiteliftError `placeholder-missing`, `placeholder-refused`
 */
export function fillColumns(columns: AddColumns, values: Values): Constant[] {
  return Object.entries(columns).map(([name, column]) => {
    const of = `addColumns.${name}`
    const isKey = typeof column !== 'string' && column.key
    const parsed = templateOf(valueOf(column))
    const type = typeOf(typeof column === 'string' ? { value: column } : column)
    const filled = fillTemplate(parsed, values, of)
    const value = spelledAs(type, filled)
    if (value === null) throw refusedValue(of, `the value is no ${type}`)
    // 042 and 42 would be one device.
    if (isKey && value !== filled)
      throw refusedValue(of, `the value is not spelled as ${type} is, ${value}, and would be one with another`)
    return { name, type, value, isKey, ordered: fillTemplate(parsed, { ...values, ...OF_FILE }, of) }
  })
}

function valueOf(column: z.output<typeof addedColumn>): string {
  return typeof column === 'string' ? column : column.value
}

/** A moment stays one; everything else is text unless its type is said. */
function typeOf({ value, type }: { value: string; type?: ConstantType | undefined }): ConstantType {
  return type ?? (value === '{lastModified}' ? 'timestamptz' : 'text')
}
