import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { matchesName } from '../../engine/plan/place/matches-name.ts'
import { jsonForm } from '../../engine/source/profile/json-text.ts'
import { firstWords } from '../../engine/source/schema/first-words.ts'
import { parseArrayLiteral, parseJsonArray } from '../../engine/stage/encode/cast/array-text.ts'
import { parseDuration } from '../../engine/stage/encode/cast/times/duration.ts'
import { picosOfIso } from '../../engine/stage/encode/cast/times/iso.ts'
import { numberOf } from '../../engine/translate/literals.ts'
import { parseTargetType } from '../../engine/types/target-type.ts'
import { hstoreForm } from '../../engine/verify/forms/hstore.ts'
import { CanonicalRow } from '../../engine/verify/canonical-row.ts'

const CHARACTERS = 20_000

/** Milliseconds of this process. What looks at every character once takes less than 1; once for every other one, 300 and more. */
const MOST_MS = 80

interface Pattern {
  place: string
  pattern: RegExp
}

/** A regular expression stands where an operand is expected. */
const LITERAL = /(?<=[(,=:[!&|?{};]\s*|return )\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g

/** Every regular expression that is written in the sources that meet files, options and servers. */
function patterns(): Pattern[] {
  const files = globSync('{engine,cli,lambda,aws}/**/*.ts')
  return files.flatMap((file) => {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
    return lines.flatMap((line) =>
      [...line.matchAll(LITERAL)].map(([, source, flags]) => ({
        place: `${file}: /${source}/${flags}`,
        pattern: new RegExp(source!, flags),
      })),
    )
  })
}

/** Long runs of what the pattern's own text is made of, between beginnings and ends that it may or may not want. */
function* pathological({ source }: RegExp): Generator<string> {
  const plain = source.replaceAll(/\\[a-z]|[^\w\s"'.,:;=+\-_<>()[\]{}/*%@#]/gi, ' ')
  const own = new Set(plain)
  const runs = new Set([
    ' ',
    '0',
    'a',
    '_',
    '.',
    '=',
    '(',
    '"',
    '\n',
    '/**/',
    '--',
    ' \n',
    '0.',
    '1,',
    'a=',
    '""',
    '((',
    '[[',
    ...own,
  ])
  for (const a of own) for (const b of ' 0a') runs.add(a + b).add(b + a)
  for (const run of runs) {
    const long = run.repeat(CHARACTERS / run.length)
    for (const text of [long, `${long}!`, `(${long}`, `"${long}`, `1${long}x`, `${long}\n${long}é`]) yield text
  }
}

test('every pattern takes time in proportion to the text', { timeout: 300_000 }, () => {
  const all = patterns()
  expect(all.length).toBeGreaterThan(100)
  const slow = new Set<string>()
  for (const { place, pattern } of all) {
    for (const text of pathological(pattern)) {
      const started = process.threadCpuUsage()
      text.replace(pattern, '')
      if (process.threadCpuUsage(started).user / 1000 > MOST_MS) {
        slow.add(place)
        break
      }
    }
  }
  expect([...slow]).toEqual([])
})

/** What else reads a text of the file or of a user, sign by sign or by a pattern that is put together. */
const READERS: [string, (text: string) => unknown][] = [
  ['a target type', parseTargetType],
  ['a duration', parseDuration],
  ['a moment', picosOfIso],
  ['an array', parseArrayLiteral],
  ['a JSON array', (text) => parseJsonArray(`[${text}`, true)],
  ['JSON', (text) => jsonForm(Buffer.from(text), 0, text.length)],
  ['a number', numberOf],
  ['the first words of SQL', (text) => firstWords(text, 1000)],
  ['hstore', (text) => hstoreForm('utf8').fromTarget(Buffer.from(text), 0, text.length, new CanonicalRow(1))],
  ['a pattern of names', (text) => matchesName('a'.repeat(1000), text.slice(0, 1000))],
]

test.for(READERS)('reading %s takes time in proportion to the text', ([, read]) => {
  const parts = [
    '*a',
    ' ',
    '0',
    'a',
    '"',
    '(',
    '[',
    '{',
    '[[',
    '{"a":',
    '\\',
    '"=>',
    'a=>1,',
    '1,',
    '/**/',
    '--',
    'P',
    '1 day ',
    '+00',
  ]
  const texts = parts.flatMap((part) => [part.repeat(20_000), `2024-01-01 ${part.repeat(20_000)}!`])
  for (const text of texts) {
    const started = process.threadCpuUsage()
    read(text)
    expect({ text: text.slice(0, 20), soon: process.threadCpuUsage(started).user / 1000 < MOST_MS }).toMatchObject({
      soon: true,
    })
  }
})
