import { Command } from 'commander'
import { optionsJsonSchema } from '../engine/options/json-schema.ts'

/** Prints what litelift.schema.json holds; made from the same schema that validates the options. */
export function schemaCommand(): Command {
  return new Command('schema').description('prints the JSON Schema of litelift.json, for editors').action(() => {
    process.stdout.write(`${JSON.stringify(optionsJsonSchema(), null, 2)}\n`)
  })
}
