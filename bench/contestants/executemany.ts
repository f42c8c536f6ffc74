import { join } from 'node:path'
import { grouped } from '../../engine/counted.ts'
import { runCommand } from '../measure/run-command.ts'
import { libpq, statements } from '../server.ts'
import type { Contestant } from './contestant.ts'
import { versionOf } from './on-path.ts'
import { plannedDdl } from './planned-ddl.ts'

/** It is even from the first row on, and the whole of a large input would take longer than everything else together. */
const SAMPLE = 20_000

export const executemany: Contestant = {
  name: 'executemany',
  how: `Python, psycopg2 \`executemany\` INSERT into a table without indexes; the first ${grouped(SAMPLE)} rows, extrapolated to all`,
  absent: () =>
    Promise.resolve(versionOf('python3', ['-c', 'import psycopg2']) === null ? 'python3 has no psycopg2 here' : null),
  async run(input, { owner }) {
    const { tables } = await plannedDdl(input)
    await statements(owner, tables)
    const rows = Math.min(SAMPLE, input.rows)
    const script = join(import.meta.dirname, 'executemany.py')
    const sample = await runCommand('python3', [script, input.path, input.table, String(rows)], libpq(owner))
    const factor = input.rows / rows
    const { seconds, cpu, peak } = sample
    return { seconds: seconds * factor, cpu: cpu === null ? null : cpu * factor, peak }
  },
}
