import { packingOf } from './foreign-file.ts'
import { judgeHeader } from './header.ts'
import { isDump } from './sql-text.ts'
import { startOf } from './start.ts'

/**
 * Refuses a file whose first bytes show that it is neither a database nor packed nor a dump, before anything is made for it.
 * @throws LiteliftError those of judgeHeader
 */
export async function refuseEarly(path: string): Promise<void> {
  const start = await startOf(path)
  if (packingOf(start) === undefined && !isDump(start)) await judgeHeader(path)
}
