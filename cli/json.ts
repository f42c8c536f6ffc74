import { shownJson } from '../engine/shown.ts'

/** JSON for other programs: 64-bit integers as decimal strings, bytes as hex, ±Infinity as a string. */
export function json(value: unknown): string {
  return shownJson(JSON.stringify(value, plain, 2))
}

// Not an arrow function: Buffer has a toJSON of its own, so only the holder still has the bytes.
function plain(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const held = this[key]
  if (held instanceof Uint8Array) return Buffer.from(held).toString('hex')
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value
}
