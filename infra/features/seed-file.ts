import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { LiteliftError } from '../../engine/errors.ts'
import { packingOf } from '../../engine/source/file/foreign-file.ts'
import { judgeStart } from '../../engine/source/file/header.ts'
import { isDump } from '../../engine/source/file/sql-text.ts'
import { SAMPLE } from '../../engine/source/file/start.ts'

/** What the function unpacks. */
const UNPACKED = ['gzip', 'zstd', 'zip']

/**
 * Looks at the first bytes of a seed, so that another file does not wait for the deployment to be refused.
 * @throws Error that says what it is instead
 */
export function checkSeedFile(path: string): void {
  const { bytes, size } = startOf(path)
  const start = bytes.toString('latin1')
  if (isDump(start) || UNPACKED.includes(packingOf(start)?.name ?? '')) return
  try {
    judgeStart(path, { bytes, size })
  } catch (error) {
    if (!(error instanceof LiteliftError)) throw error
    throw new Error(`The seed ${path} cannot be migrated: ${error.message} ${error.hint}`, { cause: error })
  }
}

function startOf(path: string): { bytes: Buffer; size: number } {
  let file
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? `nothing is at that path below ${process.cwd()}` : `the system refuses (${code})`
    throw new Error(`The seed ${path} cannot be read: ${why}.`, { cause })
  }
  try {
    const stat = fstatSync(file)
    if (!stat.isFile()) throw new Error(`The seed ${path} is no file.`)
    const bytes = Buffer.alloc(SAMPLE)
    return { bytes: bytes.subarray(0, readSync(file, bytes, 0, SAMPLE, 0)), size: stat.size }
  } finally {
    closeSync(file)
  }
}
