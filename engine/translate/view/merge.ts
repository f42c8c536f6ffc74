import { sameName } from '../../source/schema/name.ts'
import { columnTerm } from '../column.ts'
import { compare } from '../operators/comparison.ts'
import { operand } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { distinctNames } from './naming.ts'
import { columnsOf, type FromItem, type RelationColumn } from './relation.ts'

/** The columns of NATURAL; null where the sides have none in common. */
export function namesInCommon(lefts: FromItem[], rights: FromItem[]): string[] | null {
  // Of several of one name in parentheses the others are numbered, so that the first alone has it.
  const names = rights.flatMap(({ columns }) => columns.filter(isNamed).map(({ name }) => name))
  const common = names.filter(
    (name, i) => names.findIndex((one) => sameName(one, name)) === i && mergeable(lefts, name).length > 0,
  )
  return common.length > 0 ? common : null
}

/** The condition of USING; from then on the right-hand columns are only known by their full names. */
export function merge(names: string[], lefts: FromItem[], rights: FromItem[], mayMissLeft: boolean): string {
  return names
    .map((name) => {
      const [left, another] = mergeable(lefts, name)
      const [right] = mergeable(rights, name)
      if (!left || !right) return reject(`USING a column ${name} that one side does not have`)
      // SQLite takes the first table that has the column (select.c, sqlite3ProcessJoin).
      if (another && mayMissLeft) return reject(`the name ${name} stands for several columns`)
      const test = compare(columnTerm(left.column), '=', columnTerm(right.column))
      const { source, position } = right
      source.columns = source.columns.map((column, i) => (i === position ? { ...column, merged: true } : column))
      return operand(test)
    })
    .join(' AND ')
}

function mergeable(sources: FromItem[], name: string) {
  return sources.flatMap((source) =>
    columnsOf(source).flatMap((column, position) =>
      isNamed(column) && sameName(column.name, name) ? { source, column, position } : [],
    ),
  )
}

function isNamed({ hidden, merged }: RelationColumn): boolean {
  return !hidden && !merged
}

/**
 * The tables of a join in parentheses as SQLite knows them around it. To SQLite it is a subquery, whose result columns are
 * numbered where they have one name (select.c, SF_NestedFrom). The columns that two tables have in common are columns of their
 * own there, which come first.
 */
export function asResults({
  sources,
  merges,
}: {
  sources: FromItem[]
  merges: { at: number; names: string[] }[]
}): FromItem[] {
  if (merges.length > 1) return reject('a join in parentheses by common column names several times')
  const { at = -1, names: common = [] } = merges[0] ?? {}
  for (const name of common) {
    if (mergeable(sources, name)[0]!.source !== sources[at]) reject(`the name ${name} stands for several columns`)
  }
  const results = sources.flatMap((source, i) => [
    ...(i === at ? common : []),
    ...source.columns.filter(({ hidden }) => !hidden).map(({ name, shown }) => shown ?? name),
  ])
  const names = distinctNames(results)
  let next = 0
  return sources.map((source, i) => {
    if (i === at) next += common.length
    const columns = source.columns
      .filter(({ hidden }) => !hidden)
      .map((column) => {
        const place = i === at ? common.findIndex((name) => sameName(name, column.name)) : -1
        return { ...column, rowidNames: [], shown: names[next++]!, ...(place < 0 ? {} : { leading: place }) }
      })
    return { ...source, columns }
  })
}
