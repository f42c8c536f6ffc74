import type { ColumnProfile } from '../../source/profile/profile.ts'
import { chooseColumn } from './choose-column.ts'
import { chooseType } from './choose-type.ts'
import { comparable, isInteger } from './comparable.ts'
import { baseType } from '../../types/postgres-type.ts'
import { familyOf } from './family.ts'
import { neverMatch } from './never-match.ts'
import { foreignKeyEnds, parentsAmong } from '../place/foreign-key-ends.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { Placement } from '../place/placement.ts'
import type { ProfiledTable } from './profiled-table.ts'
import type { TypeChoice } from './type-choice.ts'
import { castOf } from './user-cast.ts'

/** Columns of foreign keys whose types differ from what their values alone would give. */
export type KeyTypes = ReadonlyMap<PlacedColumn, TypeChoice>

/**
 * SQLite compares a referencing value under the affinity of the referenced column; PostgreSQL wants types that it can
 * compare. So the referencing column takes the referenced one's type where every value arrives unchanged; else both
 * become text where both hold nothing else. Where no value can match, both stay as they are and the key is left out. What the user or an existing table decided stays.
 */
export function keyTypes(tables: ProfiledTable[]): KeyTypes {
  const agreed = new Map<PlacedColumn, TypeChoice>()
  const links = linksOf(tables)
  // Text is the last word, so a column changes at most twice; a chain of references settles from its head.
  let isSettled = false
  while (!isSettled) isSettled = !links.map((link) => settle(link, agreed)).includes(true)
  return agreed
}

interface End {
  placement: Placement
  placed: PlacedColumn
  values: ColumnProfile
}

interface Link {
  child: End
  parent: End
}

function linksOf(tables: ProfiledTable[]): Link[] {
  const profiles = new Map(tables.map(({ placement, profile }) => [placement, profile]))
  const parents = parentsAmong([...profiles.keys()])
  const end = (placement: Placement, placed: PlacedColumn): End => ({
    placement,
    placed,
    values: profiles.get(placement)!.columns[placed.position]!,
  })
  return tables.flatMap(({ placement }) =>
    placement.table.foreignKeys.flatMap((key) => {
      const ends = placement.into ? '' : foreignKeyEnds(key, placement, parents)
      if (typeof ends === 'string') return []
      const links = ends.pairs.map(({ child, parent }) => ({
        child: end(placement, child),
        parent: end(ends.parent, parent),
      }))
      // A key of which no row has a parent says nothing of the types of healthy columns.
      return links.some(({ child, parent }) => neverMatch(child.values, parent.values)) ? [] : links
    }),
  )
}

/** Whether it changed a type. */
function settle({ child, parent }: Link, agreed: Map<PlacedColumn, TypeChoice>): boolean {
  const own = ({ placed, values }: End) => agreed.get(placed) ?? chooseColumn(placed, values)
  const typeOf = (end: End) => end.placed.into?.type ?? own(end).type
  const to = typeOf(parent)
  if (comparable(typeOf(child), to) || !mayChange(child)) return false
  const alike = asParent(child.values, parent, to, own(parent))
  if (alike && (!agreed.has(child.placed) || baseType(to) === 'text')) {
    agreed.set(child.placed, noted(child, parent, alike))
    return true
  }
  if (alike || !mayChange(parent) || ![child, parent].every(({ values }) => holdsTextsOnly(values))) return false
  agreed.set(child.placed, noted(child, parent, TEXT))
  agreed.set(parent.placed, noted(parent, child, TEXT))
  return true
}

const TEXT: TypeChoice = { type: 'text', cast: 'text', reason: '' }

function mayChange({ placed }: End): boolean {
  return placed.into === null && castOf(placed) === null
}

function holdsTextsOnly({ integers, reals, blobs }: ColumnProfile): boolean {
  return integers + reals + blobs === 0
}

/** The choice that makes a column comparable with the one that it references; null where a value would change. */
function asParent(values: ColumnProfile, { placed }: End, to: string, parent: TypeChoice): TypeChoice | null {
  const { integers, reals, texts, blobs } = values
  const base = baseType(to)
  if (base === 'text' || base === 'varchar') return blobs === 0 ? TEXT : null
  if (isInteger(to)) {
    if (reals + blobs > 0 || (values.forms.integer ?? 0) !== texts) return null
    return { type: 'bigint', cast: texts > 0 ? 'checked' : 'bigint', reason: '' }
  }
  if (placed.into === null && integers + reals + texts + blobs === 0) return parent
  // Texts such as 1.50 and 1.5 would be one number.
  if (texts > 0 && (base === 'numeric' || base === 'double precision')) return null
  const choice = chooseType(familyOf(placed.column.declared, placed.column.affinity), values, placed.meaning)
  if (!comparable(choice.type, to)) return null
  // Ids are read as those that they reference are.
  return base === 'uuid' ? { type: choice.type, cast: parent.cast, from: parent.from ?? null, reason: '' } : choice
}

function noted({ placed, values }: End, other: End, { type, cast, from = null, note }: TypeChoice): TypeChoice {
  const name = `${other.placement.table.name}.${other.placed.column.name}`
  const before = chooseColumn(placed, values).type
  const message = `The column becomes ${type} instead of ${before}, so that PostgreSQL can compare it with ${name} for a foreign key.`
  return {
    type,
    cast,
    from,
    reason: `compared with ${name} by a foreign key`,
    note: { code: 'type-unified', message: note ? `${message} ${note.message}` : message },
  }
}
