import { describe, expect, test } from 'vitest'
import { json } from '../../cli/json.ts'
import { columns } from '../../cli/text/columns.ts'

test('columns align by characters, numbers to the right, without trailing spaces', () => {
  const lines = columns(
    [
      ['table', 'rows', ''],
      ['é🙂', '1,234', 'x'],
      ['two\nlines', '5', ''],
    ],
    [1],
  )
  expect(lines).toEqual(['table           rows', 'é🙂             1,234  x', 'two\\u{a}lines      5'])
})

describe('json', () => {
  test('keeps 64-bit integers, bytes and infinities', () => {
    const value = {
      big: 9_007_199_254_740_993n,
      buffer: Buffer.from('hi'),
      bytes: new Uint8Array([0, 255]),
      far: -Infinity,
    }
    expect(JSON.parse(json(value))).toEqual({
      big: '9007199254740993',
      buffer: '6869',
      bytes: '00ff',
      far: '-Infinity',
    })
  })

  test('writes dates as ISO 8601', () => {
    expect(JSON.parse(json([new Date(0)]))).toEqual(['1970-01-01T00:00:00.000Z'])
  })
})
