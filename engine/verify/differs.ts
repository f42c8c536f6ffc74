import { LiteliftError, type Subject } from '../errors.ts'
import type { Comparison } from './compare.ts'
import type { Difference } from './differences.ts'

/** Whether file and target hold the same. */
export function isEqual({ onlyIn, absent }: Comparison): boolean {
  return onlyIn.file === 0 && onlyIn.target === 0 && absent.length === 0
}

/** The error that ends a migration whose staged rows are not those of the file; null when they are. */
export function differsError(comparisons: Comparison[]): LiteliftError | null {
  const unequal = comparisons.filter((comparison) => !isEqual(comparison))
  const [first] = unequal
  if (first === undefined) return null
  return new LiteliftError('verify-differs', {
    subject: subjectOf(first),
    message: `Staged rows differ from the file: ${unequal.slice(0, 5).map(described).join('; ')}${unequal.length > 5 ? `; and ${unequal.length - 5} more tables` : ''}.`,
    hint: 'Nothing was published. This is a defect in litelift, or something else wrote to the staging schema; please report it.',
  })
}

function subjectOf({ table, differences }: Comparison): Subject {
  const [difference] = differences
  return {
    table,
    ...(difference?.column != null && { column: difference.column }),
    ...(difference?.rowid != null && { rowid: difference.rowid }),
  }
}

function described({ table, onlyIn, exact, absent, differences }: Comparison): string {
  const least = exact ? '' : 'at least '
  const counts = `${table}: ${least}${onlyIn.file} rows only in the file, ${least}${onlyIn.target} only in the target`
  const lacking = absent.length > 0 ? `, the target lacks ${absent.join(', ')}` : ''
  const [example] = differences
  return counts + lacking + (example ? `, for example ${describeDifference(example)}` : '')
}

/** A difference in words, for messages and the command line. */
export function describeDifference({ side, rowid, key, column, file, target }: Difference): string {
  const which = key
    ? Object.entries(key)
        .map(([name, value]) => `${name} ${value ?? 'NULL'}`)
        .join(', ')
    : rowid === null
      ? ''
      : `rowid ${rowid}`
  if (side === 'both') {
    return `${which === '' ? 'a row' : which}: ${column} is ${file ?? 'NULL'} in the file and ${target ?? 'NULL'} in the target`
  }
  return `only in the ${side}${which === '' ? '' : ` (${which})`}: ${side === 'file' ? file : target}`
}
