// Each has its heading in docs/notes.md (test/docs checks it).
/**
 * Every note code with its meaning (docs/notes.md). A note says what was decided, weakened or left out, and what to do about it;
 * nothing disappears without one.
 */
export const NOTE_CODES = {
  // the file
  'file-unpacked': 'the file was compressed or a zip archive',
  'file-dump-loaded': 'the file was an SQL dump',
  'file-trailing-bytes': 'bytes after the last page were ignored',
  'file-wal-recovered': 'a write-ahead log or rollback journal beside the file was applied to the private copy',
  'file-wal-absent': 'the file is in WAL mode and came without its log; what the log held is not here',
  // types and values
  'type-widened': 'values do not fit the declared type, a wider one was chosen',
  'type-mixed-classes': 'a column holds several storage classes; one type that holds them all was chosen',
  'type-form-unmet': 'values do not all have the form that the declared type promises; another type holds them',
  'type-zone-mixed': 'timestamps with and without zone; those without are taken as UTC',
  'type-epoch': 'numbers in a date column were read as an epoch, or as days of eight digits',
  'type-julian': 'reals in a date column were read as julian days',
  'type-time-of-day': 'timestamps of one day become times of day',
  'type-guid-order': '16-byte ids were read as .NET writes them, or nothing tells whether they are',
  'type-unified': 'a column took another type so that a foreign key can compare it',
  'type-geometry': 'geometry blobs stay bytea',
  'preset-offered': 'the file looks like one of a framework whose conventions would give other types',
  'empty-as-null': 'empty texts become NULL, as the options say',
  'invalid-text-changed': 'texts that PostgreSQL cannot hold were changed, as the options say',
  'values-rounded': 'values finer than the type are rounded, as the options say',
  'column-ignored': 'a column was left out, as the options say',
  'column-computed': 'the existing table computes a column itself',
  // names
  'schema-encoding': 'names or SQL in the schema are not in the encoding of the file; they were read as windows-1252',
  'name-changed': 'a name was shortened or given a suffix to stay unique in PostgreSQL',
  // keys and constraints
  'key-holds-null': 'a primary key holds NULLs; it becomes a unique index',
  'not-null-dropped': 'a NOT NULL column holds NULLs; the constraint was left out',
  'unique-weakened': 'values are no longer unique in PostgreSQL; a plain index stands in',
  'check-not-valid': 'existing rows break the check; it applies to new rows only',
  'check-left-out': 'a check has no faithful translation',
  'foreign-key-not-valid': 'orphans exist; the foreign key applies to new rows only',
  'reference-nulled': 'references to no row become NULL, as the options say',
  'foreign-key-left-out': 'a foreign key cannot exist in PostgreSQL',
  'foreign-key-action-left-out': 'an action of a foreign key would change columns that the options add',
  'default-left-out': 'a default has no faithful translation',
  'generated-left-out': 'a virtual generated column cannot be computed',
  'generated-as-values': 'a generated column becomes a plain column with its values',
  'index-left-out': 'an index has no faithful translation',
  'collation-in-keys': 'NOCASE or RTRIM: keys and indexes hold an expression that compares as SQLite does',
  'collation-left-out': 'a collation has no counterpart',
  'conflict-clause-left-out': 'ON CONFLICT clauses have no counterpart in PostgreSQL constraints',
  'sequence-exhausted': 'the largest id is the last one that the sequence can give',
  // objects
  'view-left-out': 'a view was not carried over',
  'view-undetermined': 'a view computes something that SQLite itself leaves open',
  'trigger-left-out': 'a trigger was not carried over',
  'virtual-table-content': 'a virtual table becomes a plain table with its content',
  'virtual-table-left-out': 'a virtual table has no content to migrate or its module is unknown',
  'schema-object-unreadable': 'a schema object could not be parsed',
  'no-tables': 'the file holds no tables',
  // existing targets
  'bookkeeping-left': 'the record of applied schema changes stays as the target has it',
  'table-left-out': 'with data only, what is on one side only stays out',
  'target-type-rules': 'the existing column decides the type',
  'also-emptied': 'a table outside of the migration is emptied, as the options say',
  'column-widened': 'a column of the target gets a wider type of the same family',
  'rows-skipped': 'rows that conflict with a key of the target were left as they are',
} as const satisfies Record<string, string>

export type NoteCode = keyof typeof NOTE_CODES

/** A coded remark in plan or report. Names are those of the source. */
export interface Note {
  code: NoteCode
  table?: string
  column?: string
  /** The object's name where it is no table or column: an index, a view, a trigger. */
  object?: string
  /** One or two sentences with counts. */
  message: string
  /** SQL of the source that did not come along, verbatim. */
  sql?: string
  /** SQL for PostgreSQL to finish by hand in its place. */
  stub?: string
}
