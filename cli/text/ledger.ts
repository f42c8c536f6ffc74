import { grouped } from '../../engine/counted.ts'
import type { LedgerStatus } from '../../engine/ledger-status.ts'
import { styled, type Line } from '../terminal/line.ts'
import { columns, withoutEmpty } from './columns.ts'

/** Migrations as they come: a line of what became of each, and one of the file. */
export function ledgerText(entries: LedgerStatus[]): Line[] {
  if (entries.length === 0) return ['No migrations']
  const rows = withoutEmpty(
    [
      ['id', 'state', 'when', 'rows', 'rejects', 'staged'],
      ...entries.map((entry) => [
        entry.id.slice(0, 8),
        stateOf(entry),
        (entry.finishedAt ?? entry.startedAt).toISOString().slice(0, 19) + 'Z',
        rowsOf(entry),
        entry.rejects === 0 ? '' : grouped(entry.rejects),
        entry.staged === 0 ? '' : `${grouped(Math.ceil(entry.staged / 1e6))} MB`,
      ]),
    ],
    '',
  )
  const [names, ...lines] = columns(rows, [3, 4, 5])
  return [names!, ...lines.flatMap((line, i) => [inColour(entries[i]!, line), ...fileText(entries[i]!)])]
}

function fileText(entry: LedgerStatus): Line[] {
  const { source, schema, version, report } = entry
  const why = report?.error && stateOf(entry) !== 'forgotten' ? `, ${report.error.code}` : ''
  return [styled('dim', `  ${source} → ${schema}, version ${version.slice(0, 20)}${why}`)]
}

/** That went in: those of the file without its rejects. Rejects of a later attempt that failed are none of these rows. */
function rowsOf({ rows, rejects, state }: LedgerStatus): string {
  if (rows === null) return ''
  return grouped(state === 'published' ? rows - rejects : rows)
}

const COLOURS = { published: 'green', failed: 'red', stopped: 'yellow' } as const

function inColour(entry: LedgerStatus, line: string): Line {
  const state = stateOf(entry)
  return state in COLOURS ? styled(COLOURS[state as keyof typeof COLOURS], line) : line
}

/** One that might have gone on has failed in the ledger once what it left is removed. */
function stateOf({ state, report }: LedgerStatus): string {
  const mayGoOn = (report?.error?.kind ?? 'again') === 'again'
  return state === 'failed' && mayGoOn ? 'forgotten' : state
}
