import { grouped } from '../engine/counted.ts'
/** The middle value; the mean of the two in the middle where their number is even. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half) - 1]!) / 2
}

export const seconds = (value: number) => value.toFixed(value < 10 ? 2 : 1)
export const ratio = (value: number) => value.toFixed(2)
export const count = (value: number) => grouped(value)
/** From bytes. */
export const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 2 : 0)
