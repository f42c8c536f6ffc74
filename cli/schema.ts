import { Command } from 'commander'
import { json } from './json.ts'
import { print } from './terminal/output.ts'
import { optionsJsonSchema } from '../engine/options/json-schema.ts'

/** Prints what litelift.schema.json holds; made from the same schema that validates the options. */
export function schemaCommand(): Command {
  return new Command('schema').description('prints the JSON Schema of litelift.json, for editors').action(async () => {
    if (!(await print(json(optionsJsonSchema()).split('\n')))) process.exitCode = 1
  })
}
