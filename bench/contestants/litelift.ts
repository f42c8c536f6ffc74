import { join } from 'node:path'
import type { Report } from '../../engine/report/report.ts'
import type { Input } from '../inputs/make-input.ts'
import { type Measured, runCommand } from '../measure/run-command.ts'
import { type EmptyDatabase, libpq, urlOf } from '../server.ts'
import type { Contestant } from './contestant.ts'

export const litelift: Contestant = {
  name: 'litelift',
  how: 'the whole process `litelift migrate --verify counts` of the installed package, as an ordinary role',
  absent: () => Promise.resolve(null),
  // The number of rows is what everybody here counts; the comparison of every value is measured by itself.
  run: (input, database) => migrateBy(input, database, ['--verify', 'counts']),
}

/** One migration on the command line, with the report that it prints. */
export async function migrateBy(
  { path }: Pick<Input, 'path'>,
  { owner }: EmptyDatabase,
  flags: string[] = [],
): Promise<Measured & { report: Report }> {
  const { stdout, ...measured } = await liteliftCommand(
    ['migrate', path, '--to', urlOf(owner), '--schema', 'target', '--json', ...flags],
    libpq(owner),
  )
  return { ...measured, report: JSON.parse(stdout) as Report }
}

/** The command as it is installed: bundled, and compiled by an earlier start. */
const INSTALLED = join(import.meta.dirname, '../../dist/package/bin/litelift.js')

export function liteliftCommand(args: string[], environment: Record<string, string> = {}) {
  return runCommand(process.execPath, [INSTALLED, ...args], environment)
}
