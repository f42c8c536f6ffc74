import type { Cell } from './canonical-row.ts'

/** A row of which one side has more than the other. */
export interface LoneRow {
  /** How many more the file has; negative where the target has more. */
  surplus: number
  /** Null for rows of the target, and where the file's table has no rowid. */
  rowid: string | null
  cells: Cell[]
}

/** One row, or one value of a row, that is not the same. Values are shortened; null is NULL. */
export interface Difference {
  /** Which side has the row; `both` where it is one row of which `column` differs. */
  side: 'file' | 'target' | 'both'
  /** Decimal, where the file's table has rowids and the row is in the file. */
  rowid: string | null
  /** The primary key by column name of the target, where there is one. */
  key: Record<string, string | null> | null
  /** Name in the target; null where the whole row is the difference. */
  column: string | null
  file: string | null
  target: string | null
}

/** Differences that are named one by one. */
const NAMED = 20

/**
 * Names the first differences. A row of the file and one of the target are taken for the same when their primary keys are
 * equal, else when they agree in more than half of their columns.
 */
export function findDifferences(lone: LoneRow[], columns: { name: string }[], primaryKey: string[]): Difference[] {
  const names = columns.map(({ name }) => name)
  const keyAt = primaryKey.map((name) => names.indexOf(name))
  const inFile = lone.filter(({ surplus }) => surplus > 0)
  const inTarget = new Set(lone.filter(({ surplus }) => surplus < 0))
  const hasKey = keyAt.length > 0 && !keyAt.includes(-1)
  const partnerOf = hasKey ? byKey(inTarget, keyAt) : mostAlike(inTarget)
  const keyOf = (row: LoneRow) =>
    hasKey ? Object.fromEntries(keyAt.map((at) => [names[at]!, row.cells[at]!.shown])) : null

  const differences: Difference[] = []
  for (const row of inFile) {
    if (differences.length >= NAMED) break
    const partner = partnerOf(row)
    const common = { rowid: row.rowid, key: keyOf(row) }
    if (partner === null) {
      differences.push({ side: 'file', ...common, column: null, file: wholeRow(row.cells), target: null })
      continue
    }
    inTarget.delete(partner)
    for (const [at, name] of names.entries()) {
      const [file, target] = [row.cells[at]!, partner.cells[at]!]
      if (file.key === target.key) continue
      differences.push({ side: 'both', ...common, column: name, file: file.shown, target: target.shown })
    }
  }
  for (const row of inTarget) {
    if (differences.length >= NAMED) break
    differences.push({
      side: 'target',
      rowid: null,
      key: keyOf(row),
      column: null,
      file: null,
      target: wholeRow(row.cells),
    })
  }
  return differences.slice(0, NAMED)
}

type Partner = (row: LoneRow) => LoneRow | null

function byKey(candidates: Set<LoneRow>, keyAt: number[]): Partner {
  const keyOf = ({ cells }: LoneRow) => JSON.stringify(keyAt.map((at) => cells[at]!.key))
  const byKey = new Map([...candidates].map((row) => [keyOf(row), row]))
  return (row) => {
    const partner = byKey.get(keyOf(row))
    return partner && candidates.has(partner) ? partner : null
  }
}

function mostAlike(candidates: Set<LoneRow>): Partner {
  return ({ cells }) => {
    let best: LoneRow | null = null
    let most = cells.length / 2
    for (const candidate of candidates) {
      const alike = cells.filter((cell, at) => cell.key === candidate.cells[at]!.key).length
      if (alike > most) [best, most] = [candidate, alike]
    }
    return best
  }
}

function wholeRow(cells: Cell[]): string {
  const text = `(${cells.map(({ shown }) => shown ?? 'NULL').join(', ')})`
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
