import * as z from 'zod'
import { isReserved, targetSchema } from './target-schema.ts'
import { fillTemplate, parseTemplate, placeholdersOf, refusedValue, templateOf, type Values } from './template.ts'

/** A schema that may take tables of a file, or a text that becomes the name of one: `t_{tenant}`. */
export const schemaOption = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const parsed = parseTemplate(text)
    if (typeof parsed === 'string') {
      context.addIssue({ code: 'custom', message: parsed, continue: false })
      return
    }
    // Whatever stands there may still turn out to be too long, but not to be anything else.
    const sample = parsed.map((part) => (typeof part === 'string' ? part : 'x')).join('')
    for (const { message } of targetSchema.safeParse(sample).error?.issues ?? [])
      context.addIssue({ code: 'custom', message })
  })

/** Placeholders of the option, in their order. */
export function placeholdersInSchema(schema: string): string[] {
  return placeholdersOf(templateOf(schema))
}

/** A schema, and whose it is where its name was made of values. */
export interface FilledSchema {
  schema: string
  /** What it was made of, as text that no other values give; null where the name was given as it is. */
  madeOf: string | null
}

/**
 * The schema with the values in their places.
 * @throws LiteliftError `placeholder-missing`, `placeholder-refused`
 */
export function fillSchema(option: string, values: Values): FilledSchema {
  const template = templateOf(option)
  const schema = fillTemplate(template, values, 'schema')
  const names = placeholdersOf(template)
  if (names.length === 0) return { schema, madeOf: null }
  const [problem] = targetSchema.safeParse(schema).error?.issues ?? []
  if (problem) throw refusedValue('schema', `the name that the values give ${problem.message}`)
  if (isReserved(schema) || schema.startsWith('litelift_'))
    throw refusedValue('schema', 'the name that the values give begins as those of litelift itself')
  // Placeholders may be renamed: their values, and what is around them, are what counts.
  const shape = template.map((part) => (typeof part === 'string' ? part : null))
  return { schema, madeOf: JSON.stringify([shape, names.map((name) => values[name])]) }
}
