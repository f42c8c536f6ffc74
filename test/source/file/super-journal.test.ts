import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withSource } from '../database-file.ts'
import { scratchFolder } from '../../scratch.ts'
import { unfinished } from './unfinished.ts'

/** What SQLite writes at the end of a journal: page of the lock bytes, name, its length, the sum of its bytes, a magic number. */
function naming(path: string): Buffer {
  const name = Buffer.from(path)
  const numbers = Buffer.alloc(8)
  numbers.writeUInt32BE(name.length, 0)
  numbers.writeUInt32BE(
    name.reduce((sum, byte) => sum + byte),
    4,
  )
  return Buffer.concat([Buffer.from([0, 4, 0, 1]), name, numbers, Buffer.from('d9d505f920a163d7', 'hex')])
}

test('a journal that names another file is refused', async () => {
  using folder = scratchFolder()
  const other = join(folder.path, 'other.txt')
  writeFileSync(other, 'of somebody else')
  const { database, beside } = unfinished('DELETE')
  const path = join(folder.path, 'live.db')
  writeFileSync(path, database)
  writeFileSync(`${path}-journal`, Buffer.concat([beside, naming(other)]))
  await expect(withSource(path, () => undefined)).rejects.toMatchObject({
    code: 'file-damaged',
    message: expect.stringContaining('a transaction over several databases') as string,
  })
})
