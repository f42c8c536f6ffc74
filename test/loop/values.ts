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

/** Where integers begin and cease to count as moments of a unit, as days, or as whole numbers that a double holds. */
const EDGES = [86_400n, 7_258_118_400n, 10n ** 11n, 10n ** 14n, 10n ** 17n, 19_000_101n, 21_991_231n].flatMap((edge) =>
  [1n, 1000n, 1_000_000n, 1_000_000_000n].map((unit) => edge * unit),
)
const POWERS = [7n, 8n, 15n, 16n, 23n, 31n, 32n, 47n, 53n, 62n, 63n].flatMap((bit) => [2n ** bit, -(2n ** bit)])
export const INTEGERS = [0n, 10n ** 17n + 100n, ...EDGES, ...POWERS].flatMap((value) =>
  [-1n, 0n, 1n].map((more) => BigInt.asIntN(64, value + more)),
)
const edge = fc.constantFrom(...INTEGERS)

/** Stands for a value that cannot be bound. */
export const MARK = 12_345.678901234567

export const REALS = [
  [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    0.1,
    0.1 + 0.2,
    1 / 3,
    12.5,
    99.99,
    -1234.56,
    5e-324,
    1e-15,
    1e-16,
    1e15,
    1e16,
    1e22,
    1.7e308,
  ],
  [
    999_999_999_999_999,
    99_999_999_999_999.9,
    0.000_000_000_000_001,
    123_456.789_012_345,
    2 ** 53,
    2 ** 53 + 2,
    -(2 ** 53) - 2,
  ],
  [
    10_000, 100_000_000, 0.0001, 0.00001, 10_000.0001, 20_240_229, 2_451_544.5, 2_460_000.000_005_787, 2_460_000.25,
    -1.5,
  ],
  [
    Infinity,
    -Infinity,
    MARK,
    2 ** 62,
    -(2 ** 63),
    2 ** 52 + 0.5,
    1234.567890123456,
    12_345_678.123456789,
    9.007199254740993,
    2 ** 49 + 0.25,
  ],
  // Half a millisecond of a julian day, as near as a double is.
  [
    2_451_544.5 + 1 / 2048,
    2_451_544.5 + 3 / 2048,
    2_451_544.5 - 1 / 2048,
    2_451_544.5 + 0.5 / 86_400_000,
    1 / 172_800_000 + 2_451_545,
    2_451_546 + 3 / 172_800_000,
  ],
].flat()

/** Bytes of texts that are no UTF-8, or hardly are, in hexadecimal: they cannot be bound. */
export const HARDLY_TEXTS = [
  'ff',
  '80',
  'c3',
  'c080',
  'c1bf',
  'c280',
  'e08080',
  'e0a080',
  'ed9fbf',
  'eda080',
  'edbfbf',
  'ee8080',
  'f0808080',
  'f0908080',
  'f48fbfbf',
  'f4908080',
  'f5808080',
  '61c3a9c3',
  '6100ff',
]

export const TEXTS: unknown[] = [
  [
    '2024-02-29',
    '2023-02-29',
    '1900-02-29',
    '2000-02-29',
    '2100-02-28',
    '2200-02-29',
    '2400-02-29',
    '0000-01-01',
    '0001-01-01',
    '9999-12-31',
    '2024-13-01',
    '2024-00-01',
  ],
  [
    '2024-01-00',
    '2024-04-31',
    '2024-1-01',
    '2024-01-01T',
    '2024-01-01 00:00',
    '2024-01-01T23:59',
    '2024-01-01 24:00',
    '2024-01-01 23:60',
  ],
  [
    '2024-01-01 23:59:59',
    '2024-01-01 23:59:60',
    '2024-01-01 23:59:59.',
    '2024-01-01 23:59:59.1',
    '2024-01-01 23:59:59.123456',
  ],
  [
    '2024-01-01 23:59:59.1234567',
    '2024-01-01 23:59:59.1234560',
    '2024-01-01T00:00:00.000',
    '2024-01-01T12:00:00Z',
    '2024-01-01T12:00Z',
  ],
  [
    '2024-01-01 12:00:00+14:00',
    '2024-01-01 12:00:00-14:59',
    '2024-01-01 12:00:00+15:00',
    '2024-01-01 12:00:00+0200',
    '2024-01-01T12:00:00z',
  ],
  [
    '2024-01-01 12:00:00.5-05:30',
    '20240101T120000',
    '2024-01-01 12:00:00 UTC',
    '2024-01-01 12:00:00,5',
    '1899-12-31 23:59:59',
  ],
  [
    '00:00',
    '23:59',
    '24:00',
    '12:60',
    '12:00:59',
    '12:00:60',
    '12:00:00.5',
    '12:00:00.5000000',
    '12:00:00.0000001',
    '12:00:00.',
  ],
  [
    't',
    'F',
    'true',
    'FALSE',
    'truth',
    'yes',
    '0',
    '1',
    '-0',
    '-1',
    '007',
    '123456789012345678',
    '1234567890123456789',
    '-',
    '+1',
    '',
  ],
  [
    '1.50',
    '-0.00',
    '+.5',
    '.5',
    '5.',
    '-.05',
    '10000',
    '100000000.0001',
    '0.00010000',
    '00012345.678',
    '1e3',
    '99999999999999999999.99999',
  ],
  [
    '123e4567-e89b-12d3-a456-426614174000',
    '123E4567-E89B-12D3-A456-426614174000',
    '123e4567e89b12d3a456426614174000',
    '{a}',
  ],
  ['123e4567-e89b-12d3-a456-42661417400g', '123e4567-e89b-12d3-a456_426614174000'],
  [
    '{"a":1}',
    '{"a":1,"a":2}',
    '[',
    'null',
    'true',
    'false',
    'nul',
    'truE',
    ' [ ] ',
    '[1,]',
    '[,]',
    '[1 2]',
    '{}',
    '{,}',
    '{"a"}',
    '{"a":}',
  ],
  [
    '{"a":1,}',
    '{a:1}',
    '[[[]],{"x":{"x":[{}]}}]',
    '{"a":{"a":1},"b":[{"a":2}],"c":{"b":3}}',
    '{"a":1,"b":{"c":1},"c":2}',
    '[}',
    '{]',
    '[] []',
  ],
  [
    '"a"',
    '"\\n\\u0041"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\ud834\\udd1e"',
    '"\\udd1e"',
    '"\\ud834x"',
    '"\\x"',
    '"\\',
    '"\t"',
    '"\u001f"',
    '{"\\u0061":1,"a":2}',
  ],
  [
    '-',
    '-0',
    '01',
    '0.',
    '.5',
    '1.5e3',
    '1E+999',
    '1e1000',
    '1e',
    '1e+',
    '-1.25E-2',
    '1'.repeat(8001),
    `[${'2'.repeat(7000)}]`,
  ],
  [999, 1000, 1001].map((levels) => '['.repeat(levels) + ']'.repeat(levels)),
  [32, 33].map((keys) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, key) => [`k${key}`, key]))),
  ),
  [
    'é',
    'a\0b',
    '\0',
    '\u0080',
    '\u07ff',
    '\u0800',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '𐀀',
    '\u{10ffff}',
    `${'x'.repeat(15)}é`,
    `${'x'.repeat(16)}\0`,
  ],
  [14, 15, 16, 17, 31, 32, 33, 57, 58, 59, 100, 300].map((length) => 'y'.repeat(length)),
  [0, 1, 15, 16, 17, 57, 58, 59, 200].map((length) => Buffer.alloc(length, 7)),
  [0, 0xff, 1].map((byte) => Buffer.alloc(16, byte)),
  ['40008000', '01907000', '00408000', 'f0008000', '4000c000'].map((middle) =>
    Buffer.from(`00112233${middle.slice(0, 4)}${middle}00000000${'00'.repeat(2)}`, 'hex'),
  ),
  [null, 7n, 1.5],
].flat()

const integer = fc.oneof(
  fc.integer({ min: -200, max: 200 }).map(BigInt),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  edge,
)
const money = fc
  .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.nat({ max: 6 }))
  .map(([n, k]) => n / 10 ** k)
const real = fc.oneof(fc.double({ noNaN: true }), money, fc.constantFrom(...REALS))
const decimal = fc.stringMatching(/^[+-]?[0-9]{1,30}(\.[0-9]{1,30})?$/)
const guid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes))
const uuid = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.uuid().map((id) => id.replaceAll('-', '')),
)

/** With another character at one place. */
function changed(text: string, at: number, other: string): string {
  const place = at % text.length
  return text.slice(0, place) + other + text.slice(place + 1)
}

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
  ['UUID', fc.oneof(guid, fc.constantFrom(Buffer.alloc(16), Buffer.alloc(16, 0xff), Buffer.alloc(16, 1)))],
  ['UUID', uuid],
  ['DATE', day],
  ['DATETIME', moment],
  ['TIMESTAMPTZ', fc.oneof(moment, day)],
  ['TIME', clock],
  ['JSON', fc.jsonValue().map((value) => JSON.stringify(value))],
  [
    'JSON',
    fc
      .tuple(fc.jsonValue(), fc.nat(), fc.string({ maxLength: 1 }))
      .map(([value, at, other]) => changed(JSON.stringify(value, null, 1), at, other)),
  ],
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
