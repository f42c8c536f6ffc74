import type { Note } from '../../notes.ts'
import { parseDeclaredType } from '../../source/schema/declared-type.ts'

/** Simple Features types, as GeoPackage (annex G) and SpatiaLite declare them, with Z and M after them. */
const GEOMETRY =
  /^(GEOMETRY|POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION|GEOMCOLLECTION|CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON|MULTICURVE|MULTISURFACE|CURVE|SURFACE)( ?(Z|M|ZM))?$/

/** The note for a column of geometries; null for any other. */
export function geometryNote(declared: string, type: string): Pick<Note, 'code' | 'message'> | null {
  if (type !== 'bytea' || !GEOMETRY.test(parseDeclaredType(declared).word)) return null
  return { code: 'type-geometry', message: `${declared.toUpperCase()} stays the bytes that the file holds, as bytea.` }
}
