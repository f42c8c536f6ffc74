import * as layout from '../../loop/layout.ts'
import { type Loop, READ } from '../../loop/loop.ts'
import { isMostlyReference, type Share } from '../../loop/share.ts'
import { type Doing, stepsOf } from '../../loop/steps.ts'
import type { Cast, ColumnPlan, TablePlan } from '../../plan/plan.ts'
import type { PageFileSpec } from '../../source/pages/page-file.ts'
import type { LeafReader } from '../../source/pages/row.ts'
import type { Output } from './output.ts'

/** Encodes rows as {@link Encoder} does, by the loop; what it does not know it leaves to that, row by row. */
export class LoopEncoder {
  readonly share: Share = { rows: 0, byReference: 0, valuesAside: 0 }
  readonly #loop: Loop
  readonly #output: Output
  readonly #enough: number

  /**
   * Null where the loop cannot encode the table: texts of UTF-16, a user's casts, columns in another order than the records have them.
   * @param output in the loop's own memory
   * @param enough bytes of output at which to stop, as the caller does
   */
  static of(
    loop: Loop,
    { columns, scan, keepsRowid }: TablePlan,
    { encoding }: PageFileSpec,
    output: Output,
    enough: number,
  ): LoopEncoder | null {
    const taken = columns.map((column) => ({ position: column.position, doing: doingOf(column) }))
    if (encoding !== 'utf8' || taken.some(({ doing }) => doing === null)) return null
    const steps = stepsOf(scan, taken as { position: number; doing: Doing }[])
    if (steps === null) return null
    loop.prepare(steps, { fields: columns.length + (keepsRowid ? 1 : 0), keepsRowid })
    return new LoopEncoder(loop, output, enough)
  }

  private constructor(loop: Loop, output: Output, enough: number) {
    this.#loop = loop
    this.#output = output
    this.#enough = enough
  }

  /** Appends rows, at most so many, until the output has enough or the next row is for the reference; gives how many. */
  encode(reader: LeafReader, most: number): number {
    const output = this.#output
    if (!output.isOwn || isMostlyReference(this.share)) return 0
    let rows = 0
    while (reader.enter() && !reader.leaf.skipping) {
      const bounds = { most: Math.min(most - rows, MOST), enough: this.#enough }
      const end = this.#loop.encode(reader, output.position, bounds)
      rows += this.#loop.rows
      output.position = this.#loop.position
      if (end !== READ) break
    }
    this.share.rows += rows
    return rows
  }

  /** The reference takes a row. */
  countReference(): void {
    this.share.rows++
    this.share.byReference++
  }
}

/** Rows that a signed word counts; no leaf has as many. */
const MOST = 2 ** 31 - 1

const DOES: Record<Cast, number | null> = {
  boolean: layout.BOOLEAN,
  smallint: layout.SMALLINT,
  integer: layout.INTEGER,
  bigint: layout.BIGINT,
  double: layout.DOUBLE,
  numeric: layout.NUMERIC,
  text: layout.TEXT,
  bytea: layout.TEXT,
  date: layout.DATE,
  time: layout.TIME,
  timestamp: layout.TIMESTAMP,
  timestamptz: layout.TIMESTAMP,
  'timestamptz-unix-s': layout.UNIX_S,
  'timestamptz-unix-ms': layout.UNIX_MS,
  'timestamptz-unix-us': layout.UNIX_US,
  'timestamptz-unix-ns': layout.UNIX_NS,
  'timestamp-julian': layout.JULIAN,
  uuid: layout.UUID,
  jsonb: layout.JSONB,
  checked: null,
}

function doingOf({ cast, emptyAsNull, invalidText }: ColumnPlan): Doing | null {
  const does = DOES[cast]
  const flags = (emptyAsNull ? layout.EMPTY_AS_NULL : 0) | (invalidText === 'fail' ? 0 : layout.CHECKED)
  return does === null ? null : { does, flags }
}
