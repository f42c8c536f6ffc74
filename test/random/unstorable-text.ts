import { TextDecoder } from 'node:util'
import Database from 'better-sqlite3'
import type { Subject } from '../../engine/errors.ts'
import { quoted } from './name.ts'

/** Whether SQLite itself gives texts in that column with a NUL in them, or which are none in the file's encoding. */
export function holdsUnstorableText(path: string, { table, column }: Subject): boolean {
  const file = new Database(path, { readonly: true })
  try {
    const encoding = file.pragma('encoding', { simple: true }) as string
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
    const texts = file
      .prepare(
        `SELECT CAST(${quoted(column!)} AS BLOB) FROM ${quoted(table!)} WHERE typeof(${quoted(column!)}) = 'text'`,
      )
      .pluck()
      .all() as Uint8Array[]
    return texts.some((text) => !isStorable(decoder, text))
  } finally {
    file.close()
  }
}

function isStorable(decoder: TextDecoder, text: Uint8Array): boolean {
  try {
    return !decoder.decode(text).includes('\0')
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
