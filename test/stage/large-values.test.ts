import { expect, test } from 'vitest'
import type { ColumnPlan } from '../../engine/plan/plan.ts'
import { INTEGER, Row, TEXT } from '../../engine/source/pages/row.ts'
import { Encoder } from '../../engine/stage/encode/encoder.ts'
import { Output } from '../../engine/stage/encode/output.ts'

const GB = 2 ** 30

function column(name: string, position: number): ColumnPlan {
  return {
    source: name,
    name,
    position,
    declared: 'TEXT',
    type: 'text',
    encoded: 'text',
    into: null,
    cast: 'text',
    from: null,
    round: false,
    emptyAsNull: false,
    invalidText: 'fail',
    notNull: false,
    widened: null,
    ifNull: null,
    default: null,
    generated: null,
    reason: '',
  }
}

/** A row of a number and two texts of so many bytes, which are not there: a refused row is not read. */
function row(first: number, second: number): Row {
  const row = new Row(3)
  row.kind.set([INTEGER, TEXT, TEXT])
  row.low[0] = 7
  row.start.set([0, 0, first])
  row.end.set([0, first, first + second])
  row.bytes = Buffer.alloc(64)
  return row
}

test('a value or a row larger than PostgreSQL can hold is refused before it is copied', () => {
  const encoder = new Encoder(
    { source: 't', columns: ['n', 'a', 'b'].map(column), keepsRowid: false },
    new Output(Buffer.alloc(4096)),
  )
  expect(encoder.encode(row(4, 4))).toBe(null)
  const { position } = encoder.output
  expect(encoder.encode(row(4, GB))).toEqual({ column: 2, reason: 'is larger than 1 GB, which PostgreSQL cannot hold' })
  expect(encoder.encode(row(4, 2 ** 32 - 5))).toMatchObject({ column: 2 })
  expect(encoder.encode(row(GB + 1, 4))).toMatchObject({ column: 1 })
  expect(encoder.output.position).toBe(position)
  expect(encoder.output.bytes.length).toBe(4096)
  expect(encoder.encode(row(8, 8))).toBe(null)
})
