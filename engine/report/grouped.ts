const format = new Intl.NumberFormat('en-US')

/** A count for people: 1,234,567. */
export function grouped(count: number): string {
  return format.format(count)
}
