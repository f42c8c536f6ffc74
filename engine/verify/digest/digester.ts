import { readFileSync } from 'node:fs'
import type { DigestColumn } from './kinds.ts'

/** So many rows, and the sums of their digests: equal for equal multisets of rows, and by accident for others with a chance of about 2^-128. */
export interface RowSums {
  rows: bigint
  a: bigint
  b: bigint
}

/** What a call ended with, as wasm/index.ts numbers it. */
export const ENDED = { done: 0, unknown: 1, overflow: 2, damaged: 3, more: 4 } as const

interface Exports {
  memory: WebAssembly.Memory
  reached: { value: number }
  unpacked: { value: number }
  columnsAt(): number
  sumsAt(): number
  clear(): void
  start(count: number): void
  room(bytes: number): number
  leaf(page: number, usable: number, header: number, from: number): number
  record(payload: number, size: number, rowid: bigint): number
  rows(from: number, limit: number): number
  clearMessages(): void
  messages(from: number, limit: number): number
}

let compiled: WebAssembly.Module | undefined

function digestModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./digest.wasm', import.meta.url)))
  return compiled
}

/**
 * Digests rows of one table at a time, of the file or of the target. `digest.wasm` is what `npm run build:digest` makes of wasm/, and lies
 * beside this file as beside the bundles that hold it.
 */
export class Digester {
  readonly calls = new WebAssembly.Instance(digestModule()).exports as Exports

  constructor(columns: readonly DigestColumn[]) {
    const { calls } = this
    const numbers = new Int32Array(calls.memory.buffer, calls.columnsAt(), columns.length * 2)
    columns.forEach(({ kind, field }, i) => numbers.set([kind, field], 2 * i))
    calls.clear()
    calls.start(columns.length)
  }

  /** Room for so many bytes: where it begins, and the memory as it is now. */
  room(bytes: number): { at: number; memory: Uint8Array } {
    const at = this.calls.room(bytes)
    if (at === 0) throw new RangeError(`WebAssembly has no room for ${bytes} bytes`)
    return { at, memory: new Uint8Array(this.calls.memory.buffer) }
  }

  sums(): RowSums {
    const [rows, a, b] = new BigUint64Array(this.calls.memory.buffer, this.calls.sumsAt(), 3)
    return { rows: rows!, a: a!, b: b! }
  }
}

/** Modulo 2^64, as the module adds. */
export function added(parts: readonly RowSums[]): RowSums {
  const sum = (of: (part: RowSums) => bigint) =>
    BigInt.asUintN(
      64,
      parts.reduce((all, part) => all + of(part), 0n),
    )
  return { rows: sum(({ rows }) => rows), a: sum(({ a }) => a), b: sum(({ b }) => b) }
}
