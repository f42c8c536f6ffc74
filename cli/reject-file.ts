import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Report } from '../engine/report/report.ts'
import type { ConnectionSettings } from '../engine/target/settings.ts'
import { say } from './terminal/output.ts'

/** `shop.rejects.ndjson` beside `shop.html`. */
export function rejectPath(report: string): string {
  return report.replace(/\.html?$/i, '.rejects.ndjson')
}

/**
 * Writes the list of rejects beside the report, and gives the report that names it. Without rejects the list of an earlier run
 * is removed, which would speak of something else.
 * @param settings undefined where nothing was connected to, which has no rejects
 */
export async function writeRejects(
  path: string,
  report: Report,
  settings: ConnectionSettings | undefined,
): Promise<Report> {
  try {
    if (report.rejects.rows === 0 || settings === undefined) {
      await rm(path, { force: true })
      return report
    }
    const { rejectLines } = await import('../engine/reject-list.ts')
    const lines = rejectLines(() => Promise.resolve(settings), report.id)
    await pipeline(Readable.from(lines), createWriteStream(path))
    say(`The list of rejects is in ${path}`)
    return { ...report, rejects: { ...report.rejects, file: resolve(path) } }
  } catch (error) {
    // What was published stays published: the exit code speaks of the migration.
    say(`The list of rejects could not be written to ${path}: ${(error as Error).message}`)
    return report
  }
}
