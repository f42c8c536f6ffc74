import { ColumnTally } from './column-tally.ts'
import type { ColumnProfile, TableProfile, TextForm } from './profile.ts'
import type { RowReader } from '../pages/row.ts'

/**
 * Reads a table, or one shard of it, to the end and says what its columns hold. `forms[i]` are the forms to count in
 * column i; what is not asked for is not checked. Exact: every value is looked at once, on its bytes.
 */
export function profileTable(reader: RowReader, forms: readonly (readonly TextForm[])[]): TableProfile {
  const { row } = reader
  const tallies = forms.map((asked, column) => new ColumnTally(column, asked))
  let rows = 0
  while (reader.next()) {
    rows++
    for (let i = 0; i < tallies.length; i++) tallies[i]!.add(row)
  }
  return { rows, columns: tallies.map((tally) => tally.profile()) }
}

/** The profile of two shards of one table together, made with the same forms. Bad cells of `a` are named first. */
export function mergeProfiles(a: TableProfile, b: TableProfile): TableProfile {
  return { rows: a.rows + b.rows, columns: a.columns.map((column, index) => mergeColumns(column, b.columns[index]!)) }
}

function mergeColumns(a: ColumnProfile, b: ColumnProfile): ColumnProfile {
  return {
    nulls: a.nulls + b.nulls,
    integers: a.integers + b.integers,
    reals: a.reals + b.reals,
    texts: a.texts + b.texts,
    blobs: a.blobs + b.blobs,
    minInteger: least(a.minInteger, b.minInteger),
    maxInteger: most(a.maxInteger, b.maxInteger),
    minReal: least(a.minReal, b.minReal),
    maxReal: most(a.maxReal, b.maxReal),
    infinities: a.infinities + b.infinities,
    longestText: Math.max(a.longestText, b.longestText),
    longestBytes: Math.max(a.longestBytes, b.longestBytes),
    emptyTexts: a.emptyTexts + b.emptyTexts,
    zeros: a.zeros + b.zeros,
    negatives: a.negatives + b.negatives,
    nearestNegative: most(a.nearestNegative, b.nearestNegative),
    dayNumbers: a.dayNumbers + b.dayNumbers,
    loose: {
      plain: a.loose.plain + b.loose.plain,
      zoned: a.loose.zoned + b.loose.zoned,
      finer: a.loose.finer + b.loose.finer,
    },
    midnights: a.midnights + b.midnights,
    dated: mergeDated(a.dated, b.dated),
    blobs16: a.blobs16 + b.blobs16,
    guids: {
      ordered: a.guids.ordered + b.guids.ordered,
      swapped: a.guids.swapped + b.guids.swapped,
      order: 'unknown',
    },
    jsonBlobs: a.jsonBlobs + b.jsonBlobs,
    forms: mergeForms(a.forms, b.forms),
    written: [...new Set([...a.written, ...b.written])].slice(0, 3),
    examples: [...new Set([...a.examples, ...b.examples])].slice(0, 2),
    wholeDigits: Math.max(a.wholeDigits, b.wholeDigits),
    fractionDigits: Math.max(a.fractionDigits, b.fractionDigits),
    badTexts: {
      nul: a.badTexts.nul + b.badTexts.nul,
      invalid: a.badTexts.invalid + b.badTexts.invalid,
      rowids: [...a.badTexts.rowids, ...b.badTexts.rowids].slice(0, 20),
    },
    epochs: {
      s: a.epochs.s + b.epochs.s,
      ms: a.epochs.ms + b.epochs.ms,
      us: a.epochs.us + b.epochs.us,
      ns: a.epochs.ns + b.epochs.ns,
      finerThanUs: a.epochs.finerThanUs + b.epochs.finerThanUs,
    },
  }
}

function mergeDated(a: ColumnProfile['dated'], b: ColumnProfile['dated']): ColumnProfile['dated'] {
  if (a.times === 0 || b.times === 0) return a.times === 0 ? b : a
  return { times: a.times + b.times, day: a.day === b.day ? a.day : null }
}

function mergeForms(a: ColumnProfile['forms'], b: ColumnProfile['forms']): ColumnProfile['forms'] {
  const forms = Object.keys(a) as TextForm[]
  return Object.fromEntries(forms.map((form) => [form, a[form]! + b[form]!]))
}

function least<Value extends bigint | number>(a: Value | null, b: Value | null): Value | null {
  if (a === null || b === null) return a ?? b
  return b < a ? b : a
}

function most<Value extends bigint | number>(a: Value | null, b: Value | null): Value | null {
  if (a === null || b === null) return a ?? b
  return b > a ? b : a
}
