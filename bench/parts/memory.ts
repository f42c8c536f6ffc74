import type Database from 'better-sqlite3'
import { migrateBy } from '../contestants/litelift.ts'
import { count, megabytes, seconds } from '../figures.ts'
import { makeInput, type Recipe } from '../inputs/make-input.ts'
import { blobs, mixed, wideText } from '../inputs/recipes.ts'
import { type Section, tableOf } from '../section.ts'
import type { Bench } from './part.ts'

const WORKERS = 2
const MOST = 256 * 2 ** 20

/** Peak memory against the size of a file, and with one cell that is far larger than any buffer. */
export async function memory({ settings, server, say }: Bench): Promise<Section> {
  const { rows, cache } = settings
  const recipes = [rows / 13, rows / 3.25, rows * 1.2].map((size) => mixed(Math.ceil(size)))
  recipes.push(wideText(Math.ceil(rows / 40)), blobs(Math.ceil(rows / 500)))
  const lines: (string | number)[][] = []
  const peaks: number[] = []
  for (const recipe of [...recipes, largeCell]) {
    const input = makeInput(cache, recipe)
    await using database = await server.emptyDatabase()
    const { seconds: took, peak } = await migrateBy(input, database, ['--workers', String(WORKERS)])
    say(`${input.name} of ${megabytes(input.bytes)} MB: ${peak === null ? '?' : megabytes(peak)} MB`)
    if (peak !== null && recipe !== largeCell) peaks.push(peak)
    lines.push([
      input.name,
      count(input.rows),
      megabytes(input.bytes),
      peak === null ? '' : megabytes(peak),
      seconds(took),
    ])
  }
  const most = Math.max(...peaks)
  return {
    title: 'Memory',
    body: [
      `The peak of the whole process (VmHWM) with ${WORKERS} workers. A cell goes through memory whole, so one of 64 MB adds to`,
      'it; it is shown by itself and not part of the target.\n',
      tableOf(['', 'rows', 'file MB', 'peak MB', 'seconds'], lines),
    ].join('\n'),
    targets: [
      {
        what: 'peak resident memory, 2 workers, any file size',
        target: '≤ 256 MB',
        measured: peaks.length === 0 ? 'only measured on Linux' : `${megabytes(most)} MB`,
        met: peaks.length === 0 ? null : most <= MOST,
      },
    ],
  }
}

const largeCell: Recipe = {
  name: 'one cell of 64 MB',
  table: 'file',
  rows: 1,
  fill(database: Database.Database) {
    database.exec('CREATE TABLE file (id INTEGER PRIMARY KEY, content BLOB NOT NULL)')
    database.prepare('INSERT INTO file VALUES (1, randomblob(67108864))').run()
  },
}
