import { join } from 'node:path'
import type { Report } from '../../engine/report/report.ts'
import type { Input } from '../inputs/make-input.ts'
import { type Measured, runCommand } from '../measure/run-command.ts'
import { type EmptyDatabase, libpq, urlOf } from '../server.ts'
import type { Contestant } from './contestant.ts'

export const litelift: Contestant = {
  name: 'litelift',
  how: 'the whole process `litelift migrate`, as an ordinary role',
  absent: () => Promise.resolve(null),
  run: (input, database) => migrateBy(input, database),
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

export function liteliftCommand(args: string[], environment: Record<string, string> = {}) {
  return runCommand(process.execPath, [join(import.meta.dirname, '../../cli/litelift.mjs'), ...args], environment)
}
