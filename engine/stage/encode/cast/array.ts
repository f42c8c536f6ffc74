import { Row, TEXT } from '../../../source/pages/row.ts'
import { TYPE_OIDS } from '../../../types/oids.ts'
import type { TypeName } from '../../../types/postgres-type.ts'
import type { Output } from '../output.ts'
import { type ArrayItem, parseArrayLiteral, parseJsonArray } from './array-text.ts'
import type { CheckedCast } from './checked-cast.ts'

/** Dimensions that an array has at most (array.h, MAXDIM). */
const MOST_DIMENSIONS = 6

/**
 * Arrays out of JSON texts (`["a",null]`, nested ones for several dimensions) and, unless the form is `json`, out of
 * PostgreSQL's own literals (`{a,NULL}`); each element by the cast of its type. Binary: number of dimensions, whether there are
 * NULLs, the element's type, length and lower bound of each dimension, the elements (arrayfuncs.c, array_recv).
 */
export function arrayCast(element: CheckedCast, type: TypeName, isJson: boolean): CheckedCast {
  const one = new Row(1)
  return (row: Row, column: number, output: Output) => {
    if (row.kind[column] !== TEXT) return 'is no text with an array'
    const start = row.start[column]!
    const text = Buffer.from(row.bytes.buffer, row.bytes.byteOffset + start, row.end[column]! - start).toString('utf8')
    const items = parseJsonArray(text, type === 'json' || type === 'jsonb') ?? (isJson ? null : parseArrayLiteral(text))
    if (items === null) return isJson ? 'is no JSON array' : 'is no array: neither JSON nor {…}'
    const lengths = shapeOf(items)
    if (lengths === null) return 'is an array whose parts differ in length'
    if (lengths.length > MOST_DIMENSIONS) return `is an array of more than ${MOST_DIMENSIONS} dimensions`
    const flat = leavesOf(items)
    const at = output.position
    output.reserve(20 + lengths.length * 8)
    output.position += 4
    output.int32(flat.length === 0 ? 0 : lengths.length)
    output.int32(flat.includes(null) ? 1 : 0)
    output.int32(TYPE_OIDS[type])
    for (const length of flat.length === 0 ? [] : lengths) {
      output.int32(length)
      output.int32(1)
    }
    for (const item of flat) {
      const reason = writeItem(item, one, element, output)
      if (reason === null) continue
      output.position = at
      return `has an element that ${reason}`
    }
    output.view.setInt32(at, output.position - at - 4)
    return null
  }
}

/** More than a field of fixed size needs, beside the bytes of its text. */
const FIXED = 64

function writeItem(item: string | null, one: Row, element: CheckedCast, output: Output): string | null {
  if (item === null) {
    output.reserve(4)
    output.int32(-1)
    return null
  }
  one.kind[0] = TEXT
  one.bytes = Buffer.from(item)
  one.start[0] = 0
  one.end[0] = one.bytes.length
  output.reserve(one.bytes.length + FIXED)
  return element(one, 0, output)
}

function leavesOf(items: ArrayItem[]): (string | null)[] {
  return items.flatMap((item) => (Array.isArray(item) ? leavesOf(item) : [item]))
}

/** Lengths of the dimensions; null where parts of one differ. */
function shapeOf(items: ArrayItem[]): number[] | null {
  const nested = items.filter((item) => Array.isArray(item))
  if (nested.length === 0) return [items.length]
  if (nested.length < items.length) return null
  const [first, ...others] = nested.map(shapeOf)
  if (!first || others.some((shape) => shape === null || shape.join() !== first.join())) return null
  return [items.length, ...first]
}
