import type { IndexedColumn } from 'sqlite3-parser'
import { asciiLower } from '../../source/schema/name.ts'
import { reject } from '../untranslatable.ts'
import type { Output } from './output.ts'

/** The second `id` of a result is `id:1` in SQLite, the third `id:2` (select.c, sqlite3ColumnsFromExprList). */
export function distinctlyNamed(outputs: Output[]): Output[] {
  const names = distinctNames(outputs.map(({ name }) => name))
  return outputs.map(({ term }, i) => ({ name: names[i]!, term }))
}

export function distinctNames(all: string[]): string[] {
  const taken = new Set<string>()
  return all.map((wanted) => {
    let name = wanted
    for (let count = 1; taken.has(asciiLower(name)); count++) {
      if (count > 3) return reject(`four result columns are named ${wanted}`)
      name = `${wanted.replace(/:\d+$/, '')}:${count}`
    }
    taken.add(asciiLower(name))
    return name
  })
}

/** ORDER BY goes on by the names that the SELECT itself gives. */
export function renamed(outputs: Output[], list: readonly IndexedColumn[]): Output[] {
  if (list.length !== outputs.length) return reject('a column list of another length than the SELECT')
  return outputs.map(({ term }, i) => ({ name: list[i]!.colName.text, term }))
}
