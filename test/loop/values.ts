import * as fc from 'fast-check'

/** A column as its CREATE TABLE declares it, and its values: mostly of one form, as real columns are. */
export interface ColumnOfForm {
  declared: string
  values: unknown[]
}

const two = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'))
const day = fc.oneof(
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10)),
  // Days that calendars disagree on, and some that do not exist.
  fc.constantFrom(
    '2000-02-29',
    '1900-02-28',
    '1900-02-29',
    '2023-02-29',
    '2024-12-31',
    '0001-01-01',
    '9999-12-31',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
  ),
)
const clock = fc
  .tuple(two(0, 24), two(0, 60), fc.option(two(0, 60)), fc.option(fc.stringMatching(/^[0-9]{1,9}$/)))
  .map(([hour, minute, second, fraction]) =>
    second === null ? `${hour}:${minute}` : `${hour}:${minute}:${second}${fraction === null ? '' : `.${fraction}`}`,
  )
const zone = fc.constantFrom('', '', 'Z', 'z', '+00:00', '-05:30', '+14:00', '+14:59', '+15:00', '+0200', ' +01:00')
const moment = fc.tuple(day, fc.constantFrom('T', ' ', 't'), clock, zone).map((parts) => parts.join(''))
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ maxLength: 70 }),
  fc.constantFrom('', 'é', 'ÿ', '𝄞', '\0', 'a\0b'),
)
const invalid = fc.constantFrom(Buffer.from([0xff]), Buffer.from([0x61, 0xc3]))

const integer = fc.oneof(
  fc.integer({ min: -200, max: 200 }).map(BigInt),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(
    ...[7n, 8n, 15n, 23n, 31n, 47n, 53n, 63n].flatMap((bit) => [2n ** bit - 1n, -(2n ** bit), 1n - 2n ** bit]),
  ),
)
const money = fc
  .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.nat({ max: 6 }))
  .map(([n, k]) => n / 10 ** k)
const real = fc.oneof(
  fc.double({ noNaN: true }),
  money,
  fc.constantFrom(0, -0, 1e15, 999_999_999_999_999, 1e-15, 0.1 + 0.2, 5e-324, 1e22, Infinity, -Infinity),
)
const decimal = fc.stringMatching(/^[+-]?[0-9]{1,30}(\.[0-9]{1,30})?$/)
const uuid = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.uuid().map((id) => id.replaceAll('-', '')),
)

const FORMS: [declared: string, values: fc.Arbitrary<unknown>][] = [
  ['INTEGER', integer],
  ['BIGINT', fc.integer({ min: 0, max: 2_000_000_000 }).map(BigInt)],
  ['TIMESTAMP', fc.bigInt({ min: 0n, max: 7_258_118_400n })],
  ['TIMESTAMP', fc.bigInt({ min: 0n, max: 7_258_118_400_000n })],
  ['TIMESTAMP', fc.bigInt({ min: 0n, max: 7_258_118_400_000_000n })],
  ['TIMESTAMP', fc.bigInt({ min: 0n, max: 7_258_118_400_000_000n }).map((us) => us * 1000n)],
  [
    'DATE',
    fc
      .tuple(fc.integer({ min: 1890, max: 2210 }), fc.nat({ max: 13 }), fc.nat({ max: 32 }))
      .map(([y, m, d]) => BigInt(y * 10_000 + m * 100 + d)),
  ],
  ['BOOLEAN', fc.constantFrom(0n, 1n)],
  ['BOOLEAN', fc.constantFrom('t', 'F', 'true', 'FALSE', 'False')],
  ['REAL', real],
  ['DOUBLE', fc.oneof(money, integer)],
  ['DECIMAL(10,2)', money],
  ['DECIMAL(20,6)', real],
  ['NUMERIC', fc.oneof(decimal, integer, money)],
  ['TEXT', text],
  ['TEXT', fc.oneof(integer, text)],
  ['TEXT', decimal],
  ['BLOB', decimal],
  ['BLOB', fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes))],
  ['UUID', fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes))],
  ['UUID', uuid],
  ['DATE', day],
  ['DATETIME', moment],
  ['TIMESTAMPTZ', fc.oneof(moment, day)],
  ['TIME', clock],
  ['JSON', fc.jsonValue().map((value) => JSON.stringify(value))],
  ['JULIAN', fc.oneof(fc.double({ min: 2_400_000, max: 2_500_000, noNaN: true }), integer)],
  ['BLOB', fc.oneof(text, invalid, integer, real)],
]

export const columnOfForm: fc.Arbitrary<ColumnOfForm> = fc.constantFrom(...FORMS).chain(([declared, values]) =>
  fc.record({
    declared: fc.constant(declared),
    values: fc
      .tuple(
        fc.array(values, { minLength: 7, maxLength: 40 }),
        fc.array(fc.oneof(fc.constant(null), fc.constant(''), text, integer, real), { maxLength: 2 }),
      )
      .map(([many, few]) => [...many, ...few]),
  }),
)
