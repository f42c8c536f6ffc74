import { Command } from 'commander'
import { printResult } from './output.ts'
import { optionsJsonSchema } from '../engine/options/json-schema.ts'

/** Prints what litelift.schema.json holds; made from the same schema that validates the options. */
export function schemaCommand(): Command {
  return new Command('schema').description('prints the JSON Schema of litelift.json, for editors').action(async () => {
    if (!(await printResult(optionsJsonSchema(), () => [], { json: true }))) process.exitCode = 1
  })
}
