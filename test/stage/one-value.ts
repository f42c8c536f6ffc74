import type { SourceForm } from '../../engine/options/source-form.ts'
import { BLOB, INTEGER, REAL, Row, TEXT } from '../../engine/source/pages/row.ts'
import { castFor } from '../../engine/stage/encode/cast/cast-for.ts'
import { Output } from '../../engine/stage/encode/output.ts'

export type Value = bigint | number | string | Buffer

export interface Asked {
  type: string
  from?: SourceForm
  round?: boolean
}

/** What a checked cast makes of one value: the field's bytes, or the reason against it. */
export function castOne({ type, from, round }: Asked, value: Value): Buffer | string {
  const output = new Output(Buffer.alloc(4096))
  const refused = castFor({ type, from: from ?? null, round: round ?? false })(rowOf(value), 0, output)
  if (refused !== null) {
    if (output.position > 0) throw new Error('a refused value left bytes behind')
    return refused
  }
  const field = Buffer.from(output.bytes.subarray(0, output.position))
  if (field.readInt32BE() !== field.length - 4) throw new Error('the length word is wrong')
  return field.subarray(4)
}

function rowOf(value: Value): Row {
  const row = new Row(1)
  if (typeof value === 'bigint') {
    row.kind[0] = INTEGER
    row.high[0] = Number(BigInt.asIntN(32, value >> 32n))
    row.low[0] = Number(BigInt.asIntN(32, value))
  } else if (typeof value === 'number') {
    row.kind[0] = REAL
    row.real[0] = value
  } else {
    row.kind[0] = typeof value === 'string' ? TEXT : BLOB
    // Not at the start, so that a cast that forgets the offset shows.
    row.bytes = Buffer.concat([Buffer.from('7'), Buffer.from(value), Buffer.from('7')])
    row.start[0] = 1
    row.end[0] = row.bytes.length - 1
  }
  return row
}
