import type { TextForm } from '../source/profile/profile.ts'
import { markedFamily } from './choose/by-mark.ts'
import { formsOfMeanings } from './choose/by-meaning.ts'
import { isInteger } from './choose/comparable.ts'
import { familyOf, formsOf } from './choose/family.ts'
import { formsForTarget } from './choose/fit-target.ts'
import { castOf, familyOfCast } from './choose/user-cast.ts'
import { foreignKeyEnds, type Parents } from './place/foreign-key-ends.ts'
import type { PlacedColumn } from './place/place-columns.ts'
import type { Placement } from './place/placement.ts'

/** The forms that the profile has to count for each column of a table, so that its type can be chosen; by position in Table.columns. */
export function formsToCount(placement: Placement, parents: Parents): (readonly TextForm[])[] {
  const forKeys = formsForKeys(placement, parents)
  const referenced = formsOfReferences(parents)
  const byPosition = new Map(placement.columns.map((placed) => [placed.position, placed]))
  return placement.table.columns.map((column, position) => {
    const placed = byPosition.get(position)
    // A column that is left out, and one whose type the user names, need no forms.
    if (!placed) return []
    const cast = castOf(placed)
    if (cast) {
      const shown = familyOfCast(cast)
      return shown === null ? [] : formsOf(shown)
    }
    const { into } = placed
    if (into) return placed.meaning === null ? formsForTarget(into) : [...formsForTarget(into), 'decimal']
    const family = familyOf(column.declared, column.affinity)
    const { meanings } = placed.choices
    if (meanings.length > 0) return formsOfMeanings(meanings)
    const own = formsOf(markedFamily(family, placed.mark) ?? family)
    // Of numbers that count something the digits after the point matter.
    if (placed.meaning !== null) return [...own, 'decimal']
    return own.length > 0 ? own : [...new Set([...(forKeys.get(position) ?? []), ...(referenced.get(placed) ?? [])])]
  })
}

/** Those that tell whether a column can take the type of the one that it references (choose/key-types.ts). */
function formsForKeys(placement: Placement, parents: Parents): Map<number, readonly TextForm[]> {
  const forms = new Map<number, readonly TextForm[]>()
  if (placement.into) return forms
  for (const key of placement.table.foreignKeys) {
    const ends = foreignKeyEnds(key, placement, parents)
    if (typeof ends === 'string') continue
    for (const { child, parent } of ends.pairs) {
      const family = familyOf(parent.column.declared, parent.column.affinity)
      const isNumber = parent.into ? isInteger(parent.into.under) : family.name === 'integer'
      const isOther = family.name !== 'decimal'
      forms.set(child.position, isNumber ? ['integer'] : isOther ? formsOf(family) : [])
    }
  }
  return forms
}

/** Made once for a migration: looking for the references to each of 4,000 tables takes seconds. */
const REFERENCES = new WeakMap<Parents, Map<PlacedColumn, TextForm[]>>()

/** Those that tell of a referenced column that no value of the referencing one is among its texts (choose/never-match.ts). */
function formsOfReferences(parents: Parents): ReadonlyMap<PlacedColumn, readonly TextForm[]> {
  const known = REFERENCES.get(parents)
  if (known) return known
  const forms = new Map<PlacedColumn, TextForm[]>()
  for (const placement of parents.values()) {
    if (placement.into) continue
    for (const key of placement.table.foreignKeys) {
      const ends = foreignKeyEnds(key, placement, parents)
      if (typeof ends === 'string') continue
      for (const { child, parent } of ends.pairs) {
        const family = familyOf(child.column.declared, child.column.affinity)
        const own = NUMBERS.has(family.name) ? ['integer' as const] : formsOf(family)
        forms.set(parent, [...(forms.get(parent) ?? []), ...own])
      }
    }
  }
  REFERENCES.set(parents, forms)
  return forms
}

const NUMBERS = new Set(['integer', 'decimal', 'boolean', 'real', 'any'])
