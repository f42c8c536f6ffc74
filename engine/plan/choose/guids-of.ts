import { baseType } from '../../types/postgres-type.ts'
import type { Placement } from '../place/placement.ts'
import { familyOf } from './family.ts'

/** Tells the columns of a table, by position, whose 16-byte blobs are UUIDs: by their declared type or that of the existing column. */
export function guidsOf({ columns }: Placement): (position: number) => boolean {
  const guids = columns.filter(({ column, into }) =>
    into ? baseType(into.under) === 'uuid' : familyOf(column.declared, column.affinity).name === 'uuid',
  )
  const positions = new Set(guids.map(({ position }) => position))
  return (position) => positions.has(position)
}
