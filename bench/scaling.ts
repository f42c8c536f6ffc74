import { readFileSync, writeFileSync } from 'node:fs'
import { scalingTables } from './scaling/tables.ts'

/** Prints the tables of docs/scaling.md, and puts them there: each follows a comment with its name. */
const page = new URL('../docs/scaling.md', import.meta.url)
let text = readFileSync(page, 'utf8')
for (const [name, table] of Object.entries(scalingTables())) {
  process.stdout.write(`${name}\n\n${table}\n\n`)
  text = text.replace(
    new RegExp(`(<!-- computed: ${name} -->\n\n)(\\|.*\n)*`),
    (_, mark: string) => `${mark}${table}\n`,
  )
}
writeFileSync(page, text)
