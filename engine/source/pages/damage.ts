import { LiteliftError } from '../../errors.ts'

/** The error for a page whose bytes contradict the file format (sqlite.org/fileformat2.html). `what` finishes "page n …". */
export function damage(table: string, page: number, what: string): LiteliftError {
  return new LiteliftError('file-damaged', {
    subject: { table, page },
    message: `The file is damaged: page ${page}, reached from table ${table}, ${what}.`,
    hint: 'Check it with `PRAGMA integrity_check`; rescue what can be read with `sqlite3 damaged.db .recover`, or take a backup.',
  })
}
