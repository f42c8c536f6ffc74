import * as layout from '../../loop/layout.ts'
import { BOUND, type Loop, READ } from '../../loop/loop.ts'
import { isMostlyReference, type Share } from '../../loop/share.ts'
import { stepsOf } from '../../loop/steps.ts'
import { MissingValues } from '../pages/missing-values.ts'
import type { PageFileSpec } from '../pages/page-file.ts'
import { columnOfField } from '../pages/record.ts'
import { type LeafReader, REAL, Row } from '../pages/row.ts'
import type { Scan } from '../pages/scan.ts'
import { ColumnTally } from './column-tally.ts'
import { clearTally, tallyProfile } from './loop-profile.ts'
import { mergeProfiles, profileTable } from './profile-table.ts'
import type { TableProfile, TextForm } from './profile.ts'

/** What is to be read of a table, and by which reader, whose window is the loop's. */
interface Reading {
  pages: PageFileSpec
  scan: Scan
  reader: LeafReader
  forms: readonly (readonly TextForm[])[]
}

/**
 * The same profile as {@link profileTable}, by the loop. Rows and single values that the loop does not know go to the tallies of the
 * reference, in their order, so that what those say of the first of a kind is what they would say alone.
 */
export function profileByLoop(
  loop: Loop,
  { pages, scan, reader, forms }: Reading,
): { profile: TableProfile; share: Share } {
  const steps = pages.encoding === 'utf8' ? tallySteps(scan, forms) : null
  if (steps === null) {
    const profile = profileTable(reader, forms)
    return { profile, share: { rows: profile.rows, byReference: profile.rows, valuesAside: 0 } }
  }
  loop.prepare(steps, { fields: 0, keepsRowid: false })
  for (const column of forms.keys()) clearTally(loop, tallyAt(column))
  const tallies = forms.map((asked, column) => new ColumnTally(column, asked))
  const aside = new Aside(loop, scan, tallies)
  const share: Share = { rows: 0, byReference: 0, valuesAside: 0 }
  for (;;) {
    while (!isMostlyReference(share) && reader.enter() && !reader.leaf.skipping) {
      const end = loop.tally(reader)
      share.rows += loop.rows
      share.valuesAside += loop.countAside
      aside.tally()
      if (end !== READ && end !== BOUND) break
    }
    if (!reader.next()) break
    for (let i = 0; i < tallies.length; i++) tallies[i]!.add(reader.row)
    share.rows++
    share.byReference++
  }
  const byLoop = forms.map((asked, column) => tallyProfile(loop, tallyAt(column), asked, scan.columns[column]!.real))
  const profile = mergeProfiles(
    { rows: share.rows - share.byReference, columns: byLoop },
    { rows: share.byReference, columns: tallies.map((tally) => tally.profile()) },
  )
  return { profile, share }
}

function tallyAt(column: number): number {
  return layout.TALLIES + column * layout.TALLY_BYTES
}

/** Fields in the order of the record, then the rowid where a column stands for it; null where the loop cannot hold as many. */
function tallySteps(scan: Scan, forms: Reading['forms']): ReturnType<typeof stepsOf> {
  if (forms.length > layout.MOST_STEPS) return null
  const fieldOf = (column: number) => {
    const { field } = scan.columns[column]!
    return field === 'rowid' ? Infinity : field
  }
  const columns = [...forms.keys()].toSorted((a, b) => fieldOf(a) - fieldOf(b) || a - b)
  return stepsOf(
    scan,
    columns.map((position) => ({
      position,
      doing: { does: layout.TALLY, tally: tallyAt(position), forms: formBits(forms[position]!) },
    })),
  )
}

const BITS: Record<TextForm, number> = {
  boolean: layout.FORM_BOOLEAN,
  date: layout.FORM_MOMENT,
  timestamp: layout.FORM_MOMENT,
  timestamptz: layout.FORM_MOMENT,
  time: layout.FORM_TIME,
  uuid: layout.FORM_UUID,
  json: layout.FORM_JSON,
  jsonb: layout.FORM_JSON,
  integer: layout.FORM_INTEGER,
  decimal: layout.FORM_DECIMAL,
}

function formBits(asked: readonly TextForm[]): number {
  return asked.reduce((bits, form) => bits | BITS[form], 0)
}

/** Gives the values that the loop put aside to the tallies of the reference, as rows of which one column counts. */
class Aside {
  readonly #loop: Loop
  readonly #tallies: readonly ColumnTally[]
  /** Of the loop's memory, and of the values that records without a field have. */
  readonly #row: Row
  readonly #missing: Row

  constructor(loop: Loop, scan: Scan, tallies: readonly ColumnTally[]) {
    this.#loop = loop
    this.#tallies = tallies
    this.#row = new Row(tallies.length)
    this.#row.bytes = loop.bytes
    this.#missing = new Row(tallies.length)
    new MissingValues(scan.columns).fill(this.#missing, columnOfField(scan), 0)
  }

  tally(): void {
    const { memory, countAside } = this.#loop
    for (let index = 0; index < countAside; index++) {
      const at = layout.ASIDE + index * layout.ASIDE_BYTES
      const tallied = memory.getUint32(at + layout.ASIDE_COLUMN, true)
      const column = (tallied - layout.TALLIES) / layout.TALLY_BYTES
      const kind = memory.getUint32(at + layout.ASIDE_KIND, true)
      const row = kind === layout.IS_MISSING ? this.#missing : this.#row
      if (kind !== layout.IS_MISSING) {
        row.kind[column] = kind
        if (kind === REAL) row.real[column] = memory.getFloat64(at + layout.ASIDE_VALUE, true)
        row.start[column] = memory.getUint32(at + layout.ASIDE_VALUE, true)
        row.end[column] = memory.getUint32(at + layout.ASIDE_END, true)
      }
      row.rowidLow = memory.getInt32(at + layout.ASIDE_ROWID, true)
      row.rowidHigh = memory.getInt32(at + layout.ASIDE_ROWID + 4, true)
      const tally = this.#tallies[column]!
      tally.add(row)
      if (!tally.isLooking) memory.setUint32(tallied + layout.LOOKING, 0, true)
    }
  }
}
