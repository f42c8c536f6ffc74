import type { Note, NoteCode } from '../../notes.ts'
import type { Report } from '../report.ts'
import { isPublished } from './words.ts'

/** What a reader may do about the notes of one kind, in a sentence or two; docs/notes.md says it at length. */
export function adviceOn(code: NoteCode, notes: readonly Note[], report: Report): string {
  const advice = ADVICE[code]
  const said = typeof advice === 'string' ? advice : advice(notes, report)
  return ANEW.has(code) && !(code === 'trigger-left-out' && asksForTriggers(report)) && isPublished(report)
    ? `${said} ${MADE_ANEW}`
    : said
}

/** Kinds about which other options do something: too late for tables that are there, unless they are made anew. */
const ANEW: ReadonlySet<NoteCode> = new Set([
  'type-mixed-classes',
  'type-form-unmet',
  'type-epoch',
  'type-time-of-day',
  'type-guid-order',
  'preset-offered',
  'name-changed',
  'trigger-left-out',
])

const MADE_ANEW =
  'For tables that are published by now it takes `--again --mode replace` as well, which makes them anew (docs/modes.md).'

type Advice = string | ((notes: readonly Note[], report: Report) => string)

function asksForTriggers({ options }: Report): boolean {
  return options.triggers === true
}

/** The place in litelift.json where the first of the columns gets its cast. */
function castOf([note]: readonly Note[]): string {
  return `\`tables.${note?.table}.columns.${note?.column}.type\` in litelift.json`
}

/** Values are odd for one of two reasons, by what the type has forms for; what to do is the same. */
function onOddValues(notes: readonly Note[]): string {
  return `Nothing, if the type that holds all values suits you. Otherwise mend the odd ones in the file, or name a cast that refuses them (${castOf(notes)}).`
}

const ADVICE: Record<NoteCode, Advice> = {
  'file-unpacked': 'Nothing.',
  'file-dump-loaded':
    'Compare the number of rows with that of the database: an export that was cut off may not show it.',
  'file-trailing-bytes': 'Nothing, unless somebody appended data on purpose.',
  'file-wal-recovered': 'Nothing; next time close the database before the file is copied.',
  'file-wal-absent': 'Run `PRAGMA wal_checkpoint(TRUNCATE)` before the file is copied, and migrate again.',
  'type-widened': 'Nothing, or mend the values to keep the declared type.',
  'type-mixed-classes': onOddValues,
  'type-form-unmet': onOddValues,
  'type-zone-mixed': 'Check that those without a zone are UTC.',
  'type-epoch': (notes) =>
    `Look at a few dates; where the numbers mean something else, name a cast (${castOf(notes)}).`,
  'type-julian': 'Look at a few dates.',
  'type-time-of-day': (notes) => `Nothing; a cast to timestamp keeps the day (${castOf(notes)}).`,
  'type-guid-order': (notes) =>
    `Compare one id with what the application shows; a cast \`from\` \`guid-le\` reads them the other way (beside ${castOf(notes)}).`,
  'type-unified': 'Nothing.',
  'type-geometry': 'Convert the column with PostGIS where it is wanted as geometry.',
  'preset-offered': 'Try the preset that the message names.',
  'empty-as-null': 'Nothing; the options ask for it.',
  'invalid-text-changed': 'Look at the cells that the message names.',
  'values-rounded': 'Nothing; the options ask for it. The file has the values as they were.',
  'column-ignored': 'Nothing; the options ask for it.',
  'column-computed': 'Compare with `litelift verify`, which names the values that the table computes differently.',
  'schema-encoding': 'Look at the names.',
  'name-changed': 'Use the new name in queries, or give one in litelift.json.',
  'key-holds-null': 'Give the rows a key, and add the primary key.',
  'not-null-dropped': 'Fill the NULLs, then `ALTER TABLE … ALTER COLUMN … SET NOT NULL`.',
  'unique-weakened': 'Mend the values that are equal, then make the index unique.',
  'check-not-valid': 'Mend the rows, then `ALTER TABLE … VALIDATE CONSTRAINT`.',
  'check-left-out': 'Write the check by hand, from the SQL below.',
  'foreign-key-not-valid': 'Mend or delete the orphans, then `ALTER TABLE … VALIDATE CONSTRAINT`.',
  'reference-nulled': 'Nothing; the options ask for it.',
  'foreign-key-left-out': 'Decide whether the application needs it; a trigger can stand in.',
  'foreign-key-action-left-out': 'Nothing, unless parents are deleted in PostgreSQL.',
  'default-left-out': 'Write the default by hand, from the SQL below.',
  'generated-left-out': 'Compute the column in a view, or by hand.',
  'generated-as-values': 'New rows need a value: write a trigger, or compute it in the application.',
  'index-left-out': 'Make the index by hand, from the SQL below, where queries need it.',
  'collation-in-keys': 'Query by the same expression to use the index.',
  'collation-left-out': 'Give queries a collation where the order matters.',
  'conflict-clause-left-out': 'Write ON CONFLICT into the statements that relied on it.',
  'sequence-exhausted': 'Give the column a larger type, or another sequence, before the next row.',
  'view-left-out': 'Write the view by hand, from the SQL below.',
  'view-undetermined': 'Compare a few rows where the last digit or the order matters.',
  'trigger-left-out': (_, report) =>
    asksForTriggers(report)
      ? 'Write it by hand, from the SQL below.'
      : 'Write it by hand, from the SQL below, or ask for triggers with `--triggers` (`triggers` in litelift.json).',
  'virtual-table-content': 'Query the plain table; PostgreSQL has its own full-text search.',
  'virtual-table-left-out': 'Nothing, or bring its source table.',
  'schema-object-unreadable': 'Look at the SQL below; SQLite itself may not read it either.',
  'no-tables': 'Check that it is the right file.',
  'bookkeeping-left': ([note]) =>
    `Nothing; \`${JSON.stringify({ tables: { [note?.table ?? '…']: {} } })}\` in litelift.json brings it all the same.`,
  'table-left-out': 'Nothing, or make the table where it is missing.',
  'target-type-rules': 'Nothing.',
  'also-emptied': 'Nothing; the options ask for it.',
  'column-widened': 'Nothing; views and code that name the old type may want a look.',
  'published-rows-gone': 'Bring the file once more with `--again` (`again`), if its rows are to be there.',
  'rows-skipped': 'Use mode upsert or mirror where the rows of the file are to win.',
}
