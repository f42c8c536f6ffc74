import * as z from 'zod'
import { optionsSchema } from '../options.ts'

/** The JSON Schema of a litelift.json, for editors: completion, descriptions, errors while typing. */
export function optionsJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(optionsSchema, { io: 'input' })
  // How many workers are the default depends on the machine.
  const { default: _, ...workers } = schema.properties!['workers'] as { default?: unknown }
  return { $schema, title: 'litelift.json', ...schema, properties: { ...schema.properties, workers } }
}
