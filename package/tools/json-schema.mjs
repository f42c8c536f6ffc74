// Prints the JSON Schema of a type whose properties are documents, any of which fits it: node json-schema.mjs <file.ts> <Type>. Docstrings are its descriptions. What JSON.stringify makes of 64-bit integers and bytes is the CLI's (cli/json.ts).
import { createFormatter, createParser, createProgram, SchemaGenerator, StringType } from 'ts-json-schema-generator'
import ts from 'typescript'

const [path, type] = process.argv.slice(2)
const config = {
  path,
  type,
  skipTypeCheck: true,
  expose: 'export',
  topRef: true,
  additionalProperties: true,
  jsDoc: 'extended',
}
const asText = {
  supportsNode: (node) =>
    node.kind === ts.SyntaxKind.BigIntKeyword ||
    (ts.isTypeReferenceNode(node) && ['Uint8Array', 'Buffer'].includes(node.typeName.getText())),
  createType: () => new StringType(),
}
const program = createProgram(config)
const parser = createParser(program, config, (chain) => chain.addNodeParser(asText))
const schema = new SchemaGenerator(program, parser, createFormatter(config), config).createSchema(type)
const { $schema, definitions } = schema
const anyOf = Object.keys(definitions[type].properties).map((name) => ({
  $ref: `#/definitions/${type}/properties/${name}`,
}))
process.stdout.write(`${JSON.stringify({ $schema, anyOf, definitions }, null, 2)}\n`)
