/**
 * JSON of plain data from which {@link fromExactJson} makes the same again: also 64-bit integers, bytes, and the numbers that JSON has no words
 * for. Each of them is an object of one member, whose name begins with $; data must have none like that of its own.
 */
export function toExactJson(data: unknown): string {
  return JSON.stringify(data, function replace(this: Record<string, unknown>, key, passed: unknown) {
    // As it is: Buffer.toJSON() was called on what is passed.
    const value = this[key]
    if (typeof value === 'bigint') return { $bigint: value.toString() }
    if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('hex') }
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
      return { $number: Object.is(value, -0) ? '-0' : String(value) }
    return passed
  })
}

/** @param json as {@link toExactJson} gives it; bytes become a plain Uint8Array */
export function fromExactJson(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    const [only, ...more] = Object.entries(value)
    if (only === undefined || more.length > 0 || typeof only[1] !== 'string') return value
    const [tag, text] = only
    switch (tag) {
      case '$bigint':
        return BigInt(text)
      case '$bytes':
        return new Uint8Array(Buffer.from(text, 'hex'))
      case '$number':
        return Number(text)
      default:
        return value
    }
  })
}
