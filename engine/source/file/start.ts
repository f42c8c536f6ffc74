import { open } from 'node:fs/promises'

/** Enough of a file to tell what it is. */
export const SAMPLE = 4096

/** The first bytes of a file, and how many it has. @throws what the system says where it cannot be opened */
export async function readStart(path: string): Promise<{ bytes: Buffer; size: number }> {
  await using file = await open(path, 'r')
  const { size } = await file.stat()
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0)
  return { bytes: buffer.subarray(0, bytesRead), size }
}

/** The same, as latin1; nothing of a file that cannot be opened, of which judgeHeader says what is wrong with it. */
export async function startOf(path: string): Promise<string> {
  const start = await readStart(path).catch(() => null)
  return start === null ? '' : start.bytes.toString('latin1')
}
