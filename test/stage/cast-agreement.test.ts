import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MOMENT_FORMS, type MomentForm } from '../../engine/options/source-form.ts'
import { CanonicalRow } from '../../engine/verify/canonical-row.ts'
import { castMomentForm } from '../../engine/verify/forms/cast-moment.ts'
import { castBytesForm } from '../../engine/verify/forms/cast-bytes.ts'
import { castOne, type Value } from './one-value.ts'

const RUNS = 2000
const SINCE_2000 = 946_684_800_000_000n

/** The text of PostgreSQL for an int64 of microseconds since 2000. */
function shown(field: Buffer): string {
  const micros = field.readBigInt64BE() + SINCE_2000
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n
  const [date, time] = new Date(Number((micros - fraction) / 1000n)).toISOString().split('T')
  const digits = fraction === 0n ? '' : `.${fraction.toString().padStart(6, '0')}`.replace(/0+$/, '')
  return `${date} ${time!.slice(0, 8)}${digits}`
}

/** What verify reads, or null where it says that the value has no counterpart. */
function verified(form: ReturnType<typeof castMomentForm>, value: Value): string | null {
  const row = new CanonicalRow(1)
  form.fromFile(value, row)
  const [cell] = row.cells()
  // 2 is the tag of a value without counterpart.
  return cell!.key.startsWith('2') ? null : cell!.shown
}

const around: Record<MomentForm, number> = {
  'unix-s': 1.7e9,
  'unix-ms': 1.7e12,
  'unix-us': 1.7e15,
  'unix-ns': 1.7e18,
  julian: 2.46e6,
  apple: 7.2e8,
  webkit: 1.33e16,
  filetime: 1.33e17,
  'dotnet-ticks': 6.38e17,
  ole: 45_000,
  'days-since-1970': 20_000,
  yyyymmdd: 20_240_229,
  iso: 20_240_229,
}

function counts(form: MomentForm): fc.Arbitrary<Value> {
  const size = around[form]
  const most = (factor: number) => BigInt(Math.min(size * factor, 9e18))
  const integer = fc.bigInt(-most(3), most(10))
  const real = fc.double({ min: -size * 3, max: size * 10, noNaN: true })
  const decimal = fc.tuple(integer, fc.stringMatching(/^(\.\d{0,9})?(e-?[0-3])?$/)).map(([a, b]) => `${a}${b}`)
  return fc.oneof<fc.Arbitrary<Value>[]>(integer, real, real.map(Math.round), decimal)
}

const two = fc.nat(70).map((number) => String(number).padStart(2, '0'))
const isoText = fc
  .tuple(
    fc.constantFrom('2024', '1999', '0001', '9999'),
    fc.constantFrom('-', ''),
    two,
    two,
    fc.constantFrom('T', ' ', 't', ''),
    fc.constantFrom(':', ''),
    fc.array(two, { maxLength: 3 }),
    fc.stringMatching(/^([.,]\d{1,8})?$/),
    fc.constantFrom('', 'Z', 'z', '+02', '-02:30', '+0230', ' +01:00', '+99:99'),
  )
  .map(([y, dash, m, d, t, colon, clock, f, zone]) => [y, m, d].join(dash) + t + clock.join(colon) + f + zone)

describe('the encoder and verify read the same', () => {
  test.for(MOMENT_FORMS)('%s', (from) => {
    const values: fc.Arbitrary<Value> = from === 'iso' ? fc.oneof(isoText, counts(from)) : counts(from)
    const agreed = fc.check(
      fc.property(values, fc.boolean(), (value, round) => {
        const field = castOne({ type: 'timestamp', from, round }, value)
        const read = verified(castMomentForm('timestamp', { from, digits: 6, round }), value)
        const written = typeof field === 'string' ? null : shown(field)
        // Of ISO texts verify reads a few more, which the encoder's rejects say by name.
        return written === read || (from === 'iso' && written === null)
      }),
      { seed: 7, numRuns: RUNS },
    )
    expect(agreed.counterexample).toBeNull()
  })

  test.for(['hex', 'base64'] as const)('%s', (from) => {
    const valid = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString(from))
    const any = fc.oneof(valid, fc.stringMatching(/^[0-9a-zA-Z+/=_ -]{0,12}$/))
    const agreed = fc.check(
      fc.property(any, (text) => {
        const field = castOne({ type: 'bytea', from }, text)
        return (
          typeof field === 'string' || verified(castBytesForm('bytea', from), text) === `\\x${field.toString('hex')}`
        )
      }),
      { seed: 7, numRuns: RUNS },
    )
    expect(agreed.counterexample).toBeNull()
  })
})
