import type { LeafReader } from '../source/pages/row.ts'
import * as layout from './layout.ts'
import { loopModule } from './module.ts'
import type { Step } from './steps.ts'

/** What wasm/index.ts exports. */
interface Exports {
  memory: WebAssembly.Memory
  tally: () => number
  encode: () => number
}

/** How a call of the loop ended: the leaf is read, a bound is reached, or the next row is for the reference. */
export const { READ, BOUND, REFERENCE } = layout
export type End = typeof READ | typeof BOUND | typeof REFERENCE

/**
 * One thread's loop over the cells of leaf pages, with 2.4 MB of memory of which untouched pages cost nothing. It holds one table at
 * a time: `prepare`, then call after call, each of which takes as many rows of the reader's leaf as it knows.
 *
 * What JavaScript does with a table of 2,000,000 rows × 17 columns in 2.2 CPU s, decode and tally, decode and encode, this does in 0.7
 * (docs/benchmarks.md): it moves whole words and sixteen bytes of text at a time, and makes no object.
 */
export class Loop {
  /** Where the reader's window of leaves has to lie. */
  readonly window: Buffer
  /** Where rows of binary COPY are written. */
  readonly output: Buffer
  readonly #tally: () => number
  readonly #encode: () => number
  readonly #state: Int32Array
  readonly #steps: DataView
  /** All of the memory, for those who read what a call left there; the places are those of layout.ts. */
  readonly memory: DataView
  readonly bytes: Uint8Array

  constructor(module: WebAssembly.Module = loopModule()) {
    const { memory, tally, encode } = new WebAssembly.Instance(module).exports as Exports
    const { buffer } = memory
    this.#tally = tally
    this.#encode = encode
    this.memory = new DataView(buffer)
    this.bytes = new Uint8Array(buffer)
    this.window = Buffer.from(buffer, layout.INPUT, layout.INPUT_BYTES)
    this.output = Buffer.from(buffer, layout.OUTPUT, layout.OUTPUT_BYTES)
    this.#state = new Int32Array(buffer, layout.STATE, 64)
    this.#steps = new DataView(buffer, layout.STEPS, layout.STEP_BYTES * layout.MOST_STEPS)
  }

  /** Sets what is done with the fields of each record; at most MOST_STEPS. */
  prepare(steps: readonly Step[], { fields, keepsRowid }: { fields: number; keepsRowid: boolean }): void {
    for (const [index, { does, flags, tally, forms, as }] of steps.entries()) {
      const at = index * layout.STEP_BYTES
      this.#steps.setUint8(at + layout.DOES, does)
      this.#steps.setUint8(at + layout.FLAGS, flags)
      this.#steps.setUint32(at + layout.TALLIED, tally, true)
      this.#steps.setUint32(at + layout.FORMS, forms, true)
      this.#steps.setUint32(at + layout.AS, as, true)
    }
    this.#set(layout.STEP_COUNT, steps.length)
    this.#set(layout.FIELDS, fields)
    this.#set(layout.KEEPS_ROWID, keepsRowid ? 1 : 0)
  }

  /** Tallies rows of the reader's leaf. {@link rows} and the values put aside are those of the last call. */
  tally(reader: LeafReader): End {
    this.#enter(reader)
    const end = this.#tally()
    this.#leave(reader)
    return end as End
  }

  /** Writes rows of the reader's leaf to {@link output} from `position` on, at most so many, until `enough` bytes are written. */
  encode(reader: LeafReader, position: number, { most, enough }: { most: number; enough: number }): End {
    this.#set(layout.POSITION, position)
    this.#set(layout.MOST_ROWS, most)
    this.#set(layout.ENOUGH, enough)
    this.#set(layout.ROOM, layout.OUTPUT_BYTES)
    this.#enter(reader)
    const end = this.#encode()
    this.#leave(reader)
    return end as End
  }

  get rows(): number {
    return this.#get(layout.ROWS)
  }

  get position(): number {
    return this.#get(layout.POSITION)
  }

  get countAside(): number {
    return this.#get(layout.COUNT_ASIDE)
  }

  #enter({ leaf, through, mostLocal }: LeafReader): void {
    const state = this.#state
    state[layout.BASE >> 2] = layout.INPUT + leaf.base
    state[layout.END >> 2] = layout.INPUT + leaf.end
    state[layout.POINTERS >> 2] = layout.INPUT + leaf.pointers
    state[layout.CELLS >> 2] = leaf.cells
    state[layout.CELL >> 2] = leaf.cell
    state[layout.HELD >> 2] = leaf.held
    state[layout.FIRST >> 2] = leaf.first ? 1 : 0
    state[layout.MOST_LOCAL >> 2] = mostLocal
    state[layout.LAST >> 2] = leaf.lastLow
    state[(layout.LAST >> 2) + 1] = leaf.lastHigh
    state[layout.LIMIT >> 2] = leaf.limitLow
    state[(layout.LIMIT >> 2) + 1] = leaf.limitHigh
    state[layout.THROUGH >> 2] = through.low
    state[(layout.THROUGH >> 2) + 1] = through.high
  }

  /** The rows that were taken are read, and the reader's row has the last one's rowid. */
  #leave({ leaf, row }: LeafReader): void {
    if (this.rows === 0) return
    leaf.cell = this.#get(layout.CELL)
    leaf.held = this.#get(layout.HELD)
    leaf.first = false
    row.rowidLow = leaf.lastLow = this.#get(layout.LAST)
    row.rowidHigh = leaf.lastHigh = this.#get(layout.LAST + 4)
  }

  #get(at: number): number {
    return this.#state[at >> 2]!
  }

  #set(at: number, value: number): void {
    this.#state[at >> 2] = value
  }
}
