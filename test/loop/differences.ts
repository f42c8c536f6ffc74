import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { LiteliftError } from '../../engine/errors.ts'
import type { Share } from '../../engine/loop/share.ts'
import { fillOptions } from '../../engine/options.ts'
import type { Cast, ColumnPlan, TablePlan } from '../../engine/plan/plan.ts'
import { preparePlan } from '../../engine/prepare-plan.ts'
import { Recorder } from '../../engine/report/recorder.ts'
import { openSource } from '../../engine/source/file/open.ts'
import type { PageFileSpec } from '../../engine/source/pages/page-file.ts'
import type { KeyRange } from '../../engine/source/pages/row.ts'
import { cutShards } from '../../engine/source/pages/shards.ts'
import { openReader } from '../../engine/source/pages/reader.ts'
import { profileTable } from '../../engine/source/profile/profile-table.ts'
import type { ColumnProfile, TableProfile, TextForm } from '../../engine/source/profile/profile.ts'
import type { Table } from '../../engine/source/schema/schema.ts'
import { openPool } from '../../engine/threads/pool.ts'
import type { Random } from '../fuzz/random.ts'
import { inProcess } from '../in-process.ts'
import { encodings, profiles } from './both-ways.ts'

/** What the loop was asked, and how it went. */
export interface Compared {
  /** Words on each difference, of which there should be none. */
  differences: string[]
  /** Of the rows of all comparisons. */
  share: Share
}

const EVERYTHING: KeyRange = { after: null, through: null }

/** In shards, so that a few pages are many beginnings. */
const SHARD_PAGES = 3

/** Compares profiles and encodings of all tables of a file in both ways: as planned, with other forms, and by casts at random. */
export async function compareFile(path: string, random: Random): Promise<Compared> {
  const compared = nothing()
  await opened(path, ({ pages, tables, planned }) => {
    for (const table of tables) compareProfiles(pages, table, random, compared)
    for (const table of planned) compareEncodings(pages, table, random, compared)
  })
  return compared
}

/**
 * Compares the values of every second row of the tables of a file alone, by every cast. Those between are NULL: the first row that a
 * reader gives of a range is always read by the reference.
 */
export async function compareValues(path: string): Promise<Compared> {
  const compared = nothing()
  await opened(path, ({ pages, planned }) => {
    for (const table of planned) {
      const forms = table.scan.columns.map(() => FORMS)
      for (let row = 2n; row <= BigInt(table.rows); row += 2n) {
        const range = { after: row - 2n, through: row }
        for (const asked of [[], FORMS, ...FORMS.map((form) => [form])]) {
          const alike = table.scan.columns.map(() => asked)
          note(compared, `profile of row ${row}, ${asked.join()}`, profiles(pages, table.scan, range, alike))
        }
        const profile = profileOf(pages, table.scan, forms, range)
        for (const column of table.columns) {
          for (const cast of [...CASTS, ...castsOf(profile?.columns[column.position])]) {
            const alone = { ...table, columns: [{ ...column, cast, emptyAsNull: false, invalidText: 'fail' as const }] }
            note(compared, `row ${row} of ${column.source} as ${cast}`, encodings(pages, alone, range))
          }
        }
      }
    }
  })
  return compared
}

/**
 * Compares the tables of a file after each change of one byte of one page, as `change` has it. The plan is that of the sound file, which is
 * what a file that changes while it is read comes to.
 */
export async function compareChanges(
  path: string,
  page: number,
  values: (byte: number) => number[],
): Promise<Compared> {
  const compared = nothing()
  await opened(path, ({ pages, planned }) => {
    const sound = readFileSync(path)
    const file = openSync(path, 'r+')
    for (let at = (page - 1) * pages.pageSize; at < page * pages.pageSize; at++) {
      for (const value of values(sound[at]!)) {
        writeSync(file, Buffer.of(value), 0, 1, at)
        for (const table of planned) {
          const forms = table.columns.map(() => FORMS)
          note(compared, `profile, byte ${at} is ${value}`, profiles(pages, table.scan, EVERYTHING, forms))
          note(compared, `rows, byte ${at} is ${value}`, encodings(pages, table, EVERYTHING))
        }
      }
      writeSync(file, sound, at, 1, at)
    }
    closeSync(file)
  })
  return compared
}

function nothing(): Compared {
  return { differences: [], share: { rows: 0, byReference: 0, valuesAside: 0 } }
}

export interface Opened {
  pages: PageFileSpec
  tables: Table[]
  /** None where the file is no plan. */
  planned: TablePlan[]
}

export async function opened(path: string, work: (file: Opened) => void): Promise<void> {
  await using source = await openSource(path, {}, inProcess())
  const { pages } = source
  const { tables } = await source.sqlite.inspect()
  await using pool = openPool(0)
  const options = fillOptions({ schema: 's', invalidText: 'replace' }, {})
  const plan = await preparePlan(source, null, options, pool, new Recorder({ uri: '', version: '' })).catch(refused)
  work({ pages, tables, planned: plan?.tables ?? [] })
}

/** Some files are no plan. */
function refused(error: unknown): null {
  if (error instanceof LiteliftError) return null
  throw error
}

const FORMS: TextForm[] = [
  'boolean',
  'date',
  'timestamp',
  'timestamptz',
  'time',
  'uuid',
  'json',
  'jsonb',
  'integer',
  'decimal',
]

/** Only what a migration asks of a column together may be asked for; here each subset is as good. */
export function compareProfiles(
  pages: PageFileSpec,
  { name, scan, columns }: Pick<Table, 'name' | 'scan' | 'columns'>,
  random: Random,
  compared: Compared,
): void {
  const mixed = () => columns.map(() => FORMS.filter(() => random.below(3) === 0))
  const one = columns.map(() => [FORMS[random.below(FORMS.length)]!])
  for (const forms of [columns.map(() => []), columns.map(() => FORMS), one, mixed(), mixed()]) {
    const shards = cutOr(pages, scan)
    for (const range of [EVERYTHING, ...shards])
      note(compared, `profile of ${name} ${JSON.stringify(forms)}`, profiles(pages, scan, range, forms))
  }
}

const CASTS: Cast[] = [
  ...(['smallint', 'integer', 'bigint', 'double', 'numeric', 'text', 'bytea', 'uuid', 'jsonb'] as const),
  ...(['timestamptz-unix-s', 'timestamptz-unix-ms', 'timestamptz-unix-us', 'timestamptz-unix-ns'] as const),
  'timestamp-julian',
]

/** The reference reads moments and words without looking whether they are any, even past their end, for the profile has looked. */
function castsOf(profile: ColumnProfile | undefined): Cast[] {
  if (profile === undefined) return []
  const { texts, emptyTexts, forms } = profile
  const [dates, moments] = [forms.date ?? 0, (forms.timestamp ?? 0) + (forms.timestamptz ?? 0)]
  return [
    ...(emptyTexts === 0 ? (['boolean'] as const) : []),
    ...(dates === texts ? (['date'] as const) : []),
    ...(moments === texts ? (['timestamp', 'timestamptz'] as const) : []),
    ...(forms.time === texts ? (['time'] as const) : []),
  ]
}

function profileOf(
  pages: PageFileSpec,
  scan: Table['scan'],
  forms: TextForm[][],
  range = EVERYTHING,
): TableProfile | null {
  try {
    using reader = openReader(pages, scan, range)
    return profileTable(reader, forms)
  } catch (error) {
    return refused(error)
  }
}

export function compareEncodings(pages: PageFileSpec, table: TablePlan, random: Random, compared: Compared): void {
  const { name, columns } = table
  note(compared, `rows of ${name}`, encodings(pages, table, EVERYTHING))
  note(compared, `rows of ${name}, few at once`, encodings(pages, table, EVERYTHING, 2 + random.below(9)))
  note(compared, `rows of ${name}, with rowids`, encodings(pages, { ...table, keepsRowid: true }, EVERYTHING))
  for (const range of cutOr(pages, table.scan)) note(compared, `a shard of ${name}`, encodings(pages, table, range))
  const asked = table.scan.columns.map(() => FORMS)
  const profile = profileOf(pages, table.scan, asked)
  for (const column of columns) {
    const some = columns.filter((one) => one === column || random.below(4) === 0)
    const taken = [...CASTS, ...castsOf(profile?.columns[column.position])]
    const cast = taken[random.below(taken.length)]!
    const casts = some.map((one) => (one === column ? as(one, cast, random) : one))
    note(
      compared,
      `rows of ${name}, ${column.source} as ${cast}`,
      encodings(pages, { ...table, columns: casts }, EVERYTHING),
    )
  }
}

function as(column: ColumnPlan, cast: Cast, random: Random): ColumnPlan {
  const invalidText = (['fail', 'replace', 'windows-1252'] as const)[random.below(3)]!
  return { ...column, cast, emptyAsNull: random.below(2) === 0, invalidText }
}

/** None where the tree is damaged, as reading everything then says. */
function cutOr(pages: PageFileSpec, scan: Table['scan']): KeyRange[] {
  try {
    return cutShards(pages, scan, SHARD_PAGES * pages.pageSize).slice(0, 20)
  } catch {
    return []
  }
}

function note({ differences, share }: Compared, what: string, [reference, loop]: ReturnType<typeof profiles>): void {
  if (loop.share !== null) {
    share.rows += loop.share.rows
    share.byReference += loop.share.byReference
    share.valuesAside += loop.share.valuesAside
  }
  if (!isDeepStrictEqual(reference.gave, loop.gave))
    differences.push(`${what}:\n  reference ${shown(reference.gave)}\n  loop      ${shown(loop.gave)}`)
}

function shown(gave: unknown): string {
  const text = JSON.stringify(gave, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : isBuffer(value) ? Buffer.from(value.data).toString('hex') : value,
  )
  return text.slice(0, 3000)
}

function isBuffer(value: unknown): value is { data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
}
