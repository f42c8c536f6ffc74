import * as fc from 'fast-check'

/** SQL of one value; all values here are literals or calls without columns. */
type Value = fc.Arbitrary<string>

const text = (value: string) =>
  value.includes('\0') ? `CAST(x'${Buffer.from(value).toString('hex')}' AS TEXT)` : `'${value.replaceAll("'", "''")}'`

const integer = fc.oneof(
  fc.integer({ min: -3, max: 40_000 }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  // The edges of SQLite's record widths, of PostgreSQL's integers, and of what a double holds exactly.
  fc.constantFrom(...[7n, 8n, 15n, 23n, 31n, 47n, 53n, 63n].flatMap((bit) => [2n ** bit - 1n, -(2n ** bit)])),
)
const real = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 100),
  fc.constantFrom(0, -0, 1, 1e15, 2 ** 53, 1e22, 5e-324, Infinity, -Infinity),
)
const instant = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
const blob = fc.uint8Array({ maxLength: 20 }).map((bytes) => `x'${Buffer.from(bytes).toString('hex')}'`)
const words = fc.constantFrom(
  '',
  ' ',
  'a',
  'A',
  'abc',
  'ABC',
  'abc ',
  "it's",
  'N/A',
  'true',
  'f',
  '0',
  '1.50',
  '007',
  '1e3',
)
const anyText = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.toWellFormed())
const decimal = fc
  .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.nat({ max: 99 }))
  .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`)

/** Around the sizes at which a cell of a page of 512 … 65536 bytes spills to overflow pages. */
const large = fc
  .tuple(
    fc.constantFrom(...[512, 1024, 4096, 8192, 65_536].flatMap((page) => [page - 35, page, 2 * page, page / 8])),
    fc.integer({ min: -20, max: 20 }),
    fc.boolean(),
  )
  .map(([size, more, isText]) => (isText ? `printf('%.*c', ${size + more}, 'é')` : `zeroblob(${size + more})`))

const literal = (value: number | bigint) => (Object.is(value, -0) ? '-0.0' : realOrInteger(value))
function realOrInteger(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isFinite(value)) return String(value)
  return value > 0 ? '9e999' : '-9e999'
}
const asReal = (value: number) =>
  Number.isInteger(value) && Math.abs(value) < 1e15
    ? `${literal(value)}${Object.is(value, -0) ? '' : '.0'}`
    : literal(value)

const mixed = fc.oneof(integer.map(literal), real.map(asReal), words.map(text), anyText.map(text), blob, large)

/** What a column may hold: mostly one kind of value, as real columns do, sometimes everything. */
export const CONTENTS: Value[] = [
  integer.map(literal),
  fc.integer({ min: -9, max: 9 }).map(literal),
  fc.constantFrom('0', '1'),
  fc.constantFrom("'true'", "'false'", "'t'", "'F'"),
  real.map(asReal),
  fc.oneof(integer.map(literal), real.map(asReal)),
  decimal.map(text),
  fc.oneof(decimal, decimal.map(text)),
  instant.map((date) => text(date.toISOString().slice(0, 10))),
  instant.map((date) => text(date.toISOString())),
  instant.map((date) => text(date.toISOString().slice(0, 19).replace('T', ' '))),
  fc
    .tuple(instant, fc.constantFrom('', 'Z', '+02:00', '-11:30'))
    .map(([date, zone]) => text(`${date.toISOString().slice(0, 23)}${zone}`)),
  instant.map((date) => text(date.toISOString().slice(11, 19))),
  fc.integer({ min: 0, max: 2_000_000_000 }).map(literal),
  fc.integer({ min: 1_000_000_000_000, max: 2_000_000_000_000 }).map(literal),
  fc.integer({ min: 4_800_000, max: 4_900_000 }).map((half) => asReal(half / 2)),
  fc.uuid().map(text),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => `x'${Buffer.from(bytes).toString('hex')}'`),
  fc.jsonValue().map((value) => text(JSON.stringify(value))),
  fc.jsonValue().map((value) => `jsonb(${text(JSON.stringify(value))})`),
  words.map(text),
  anyText.map(text),
  blob,
  large,
  mixed,
]
