import Database from 'better-sqlite3'
import { LiteliftError, type Subject } from '../../errors.ts'

/** Runs `work` on a database; what SQLite has against the file becomes a LiteliftError, anything else passes through. */
export function withSqliteErrors<Result>(subject: Subject, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw error instanceof Database.SqliteError ? translate(error, subject) : error
  }
}

function translate(error: InstanceType<typeof Database.SqliteError>, subject: Subject): Error {
  const { code, message: reason } = error
  const place = subject.table === undefined ? '' : ` in table ${subject.table}`
  if (/malformed database schema|unsupported file format/.test(reason) || code.startsWith('SQLITE_ERROR')) {
    return new LiteliftError('file-schema-unreadable', {
      subject,
      message: `SQLite refuses the schema${place}: ${reason}.`,
      hint: 'Open the file with the sqlite3 shell, mend or drop the object that SQLite names, and try again.',
      cause: error,
    })
  }
  // A copy without constraints meets one only where the tree gives a rowid twice.
  if (/^SQLITE_(CORRUPT|NOTADB|CONSTRAINT)/.test(code)) {
    return new LiteliftError('file-damaged', {
      subject,
      message: `SQLite finds the file damaged${place}: ${reason}.`,
      hint: 'Check it with `PRAGMA integrity_check`; rescue what can be read with `sqlite3 damaged.db .recover`, or take a backup.',
      cause: error,
    })
  }
  if (code === 'SQLITE_NOMEM') {
    return new LiteliftError('file-too-costly', {
      subject,
      message: `SQLite took more memory than a file of this size needs${place}.`,
      hint: 'Look for columns that compute large values, or damage (`PRAGMA integrity_check`); copy the rows into plain tables, or leave the table out.',
      cause: error,
    })
  }
  if (code === 'SQLITE_FULL' || code === 'SQLITE_TOOBIG') {
    return new LiteliftError('file-too-large', {
      subject,
      message: `There is no room to unfold the file${place}: ${reason}.`,
      hint: 'Give the migration more temporary space, or leave the table out.',
      cause: error,
    })
  }
  if (/^SQLITE_(IOERR|CANTOPEN|READONLY|PERM)/.test(code)) {
    return new LiteliftError('disk-unavailable', {
      subject,
      message: `SQLite cannot work on its private copy of the file${place}: ${reason} (${code}).`,
      hint: 'Let TMPDIR name a directory that exists, can be written to, and has room for the file.',
      cause: error,
    })
  }
  return error
}
