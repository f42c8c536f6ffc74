import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byPrecedence, literalStart, matchPrefix, problemOfPrefix, shapeOf } from '../../lambda/intake/pattern.ts'

/** Segments of few letters, so that patterns and keys meet. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', '.', '+', '*', '(', '{', '}', '\n'), maxLength: 3 })
const segment = fc.oneof(
  word.map((text) => ({ text, name: null as string | null })),
  fc.constantFrom('one', 'two', 'three').map((name) => ({ text: '', name: name as string | null })),
)
const prefix = fc
  .uniqueArray(segment, { maxLength: 5, selector: ({ text, name }) => name ?? { text } })
  .map((segments) => ({
    segments,
    written: segments
      .map(({ text, name }) => (name === null ? text.replaceAll(/[{}]/g, '$&$&') : `{${name}}`))
      .join('/'),
  }))
const key = fc.array(word, { maxLength: 7 }).map((words) => words.join('/'))

/** What a regular expression says that tries everything. */
function naively(segments: { text: string; name: string | null }[], of: string) {
  const source = segments.map(({ text, name }) => (name === null ? RegExp.escape(text) : `(?<${name}>[^/]*)(?=/|$)`))
  const found = new RegExp(`^${source.join('/')}`).exec(of)
  return found && { values: { ...found.groups }, length: found[0].length }
}

// RegExp.escape came to Node with version 24.
declare global {
  interface RegExpConstructor {
    escape(text: string): string
  }
}

test('a key is read along a pattern as a regular expression would', () => {
  let matches = 0
  fc.assert(
    fc.property(prefix, key, ({ segments, written }, of) => {
      expect(problemOfPrefix(written)).toBeNull()
      const found = matchPrefix(written, of)
      if (found) matches++
      expect(found && { values: { ...found.values }, length: found.length }).toEqual(naively(segments, of))
    }),
    { seed: 17, numRuns: 5000 },
  )
  expect(matches).toBeGreaterThan(500)
})

test('of two patterns that take a key one goes before the other, in either order, unless they take the same keys', () => {
  let both = 0
  fc.assert(
    fc.property(prefix, prefix, key, (one, other, of) => {
      const [a, b] = [matchPrefix(one.written, of), matchPrefix(other.written, of)]
      if (!a || !b || shapeOf(one.written) === shapeOf(other.written)) return
      both++
      expect(Math.sign(byPrecedence(a, b))).toBe(-Math.sign(byPrecedence(b, a)))
    }),
    { seed: 18, numRuns: 20_000 },
  )
  expect(both).toBeGreaterThan(200)
})

test.for([
  [['a/', 'a/{x}/'], 'a/b/c', 'a/{x}/'],
  [['a/{x}/', 'a/b/'], 'a/b/c', 'a/b/'],
  [['{x}/b/', 'a/{y}/'], 'a/b/c', 'a/{y}/'],
  [['{x}/{y}/', 'a/'], 'a/b/c', '{x}/{y}/'],
  [['a/{x}', 'a/b'], 'a/bc', 'a/{x}'],
  [['a/{x}/', 'a//'], 'a//c', 'a//'],
] as const)('of %j the key %s takes %s', ([prefixes, of, first]) => {
  for (const list of [prefixes, prefixes.toReversed()]) {
    const matching = list.flatMap((written) => {
      const match = matchPrefix(written, of)
      return match ? [{ written, match }] : []
    })
    expect(matching.toSorted((a, b) => byPrecedence(a.match, b.match))[0]!.written).toBe(first)
  }
})

describe('a prefix', () => {
  test.for([
    ['a{x}/', 'beside other text'],
    ['{x}a/', 'beside other text'],
    ['{x}{y}/', 'beside other text'],
    ['{x}/{x}/', '{x} twice'],
    ['{name}/', 'what the file says of itself'],
    ['{metadata.plant}/', 'what the file says of itself'],
    ['{/', 'has a { alone'],
    ['{1}/', 'no name of a placeholder in {1}'],
    ['{}/', 'no name of a placeholder in {}'],
    ['{__proto__}/', 'no name of a placeholder'],
  ] as const)('%s is refused: %s', ([written, why]) => {
    expect(problemOfPrefix(written)).toContain(why)
  })

  test.for(['', 'a/', '{x}', '{x}/', 'a/{x}', 'a/{x}/b/{y}/c', '{{x}}/'])('%j is one', (written) => {
    expect(problemOfPrefix(written)).toBeNull()
  })

  test('begins with text that S3 can be told', () => {
    expect(['', 'a/{x}/b', '{x}/', 'a{{/b'].map(literalStart)).toEqual(['', 'a/', '', 'a{/b'])
  })
})

test('a long key takes no longer than a short one by more than its length', () => {
  const pattern = Array.from({ length: 200 }, (_, at) => `{x${at}}`).join('/')
  const started = performance.now()
  for (let round = 0; round < 1000; round++) matchPrefix(pattern, `${'a/'.repeat(199)}${'a'.repeat(600)}b`)
  expect(performance.now() - started).toBeLessThan(2000)
})
