import { open } from 'node:fs/promises'
import { LiteliftError } from '../../errors.ts'

/** What a journal ends with when another file says whether its transaction was committed (fileformat2 §3, pager.c readSuperJournal). */
const MAGIC = Buffer.from('d9d505f920a163d7', 'hex')

/**
 * Refuses a rollback journal that is part of a transaction over several databases. SQLite would look for the file that it names, wherever
 * that is, and roll back only where it is there: what the database held depends on a file that did not come along.
 * @throws LiteliftError `file-damaged`
 */
export async function refuseSuperJournal(path: string): Promise<void> {
  await using journal = await open(`${path}-journal`, 'r')
  const { size } = await journal.stat()
  const { buffer } = await journal.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, Math.max(0, size - MAGIC.length))
  if (!buffer.equals(MAGIC)) return
  throw new LiteliftError('file-damaged', {
    subject: { file: path },
    message:
      'The rollback journal beside the file belongs to a transaction over several databases, of which only one is here.',
    hint: 'Open the database once where it lives, so that SQLite ends the transaction, or make a backup there with `.backup`.',
  })
}
