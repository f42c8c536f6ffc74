import { join } from 'node:path'
import { expect } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import { planFile } from '../../engine/plan-file.ts'
import type { Report } from '../../engine/report/report.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchFolder } from '../scratch.ts'
import type { Application } from './application.ts'

/** An application with objects in a SQLite file, and with its own tables in PostgreSQL. Dispose removes both. */
export interface Move extends AsyncDisposable {
  target: TestDatabase
  /** What `litelift migrate --data-only` does, and first `plan --to`, whose counts have to come true. */
  migrate(options: RawOptions): Promise<Report>
  /** What `litelift verify --data-only` compares is equal, and so is every object in the application's own eyes. */
  expectArrived(options: RawOptions): Promise<void>
  /** The application makes more objects: their keys have to be free. */
  insertMore(into: 'file' | 'target'): Promise<void>
}

/** Programs of the application that make its schema. */
interface Schema {
  file: string[][]
  target: string[][]
}

/** @param objects the application's program that can `fill` a database, `show` all objects, and `insert` more */
export async function prepareMove(application: Application, schema: Schema, objects: string): Promise<Move> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(scratchFolder())
  const target = stack.use(await createDatabase({ createInPublic: true }))
  const file = join(folder.path, 'application.sqlite')
  const url = `sqlite://${file}`
  for (const program of schema.file) await application.run(program, url)
  await application.run([objects, 'fill'], url)
  for (const program of schema.target) await application.run(program, target.url)

  const request = async (options: RawOptions) => ({
    source: await localFile(file),
    target: () => Promise.resolve(target.settings),
    options: { dataOnly: true, verify: 'full', ...options } as const,
  })
  const held = stack.move()
  return {
    target,
    async migrate(options) {
      const foreseen = (await planFile(await request(options))).changes
      const report = await migrate(await request(options))
      for (const { source, counts } of report.error ? [] : foreseen!) {
        expect(report.tables.find((table) => table.source === source)).toMatchObject({ source, ...counts })
      }
      return report
    },
    async expectArrived(options) {
      const { tables } = await verifyFile(await request(options))
      expect(tables.filter((table) => !isEqual(table))).toEqual([])
      const shown = await application.run([objects, 'show'], url)
      expect(shown).not.toBe('')
      expect(await application.run([objects, 'show'], target.url)).toBe(shown)
    },
    async insertMore(into) {
      await application.run([objects, 'insert'], into === 'file' ? url : target.url)
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
