// Digests of rows, of a SQLite page and of PostgreSQL's binary COPY alike: equal values give equal digests. It shares nothing
// with engine/loop, whose mistakes it is there to find. What it does not know it says, and somebody else compares (compare-digests.ts).
// Formats: sqlite.org/fileformat2.html §1.6, §2.1; postgresql.org sql-copy.html, Binary Format; protocol-message-formats.html.

export { reached } from './calls'
export { columnsAt, start } from './columns'
export { rows } from './copy'
export { clear, sumsAt } from './digest'
export { clearMessages, messages, unpacked } from './messages'
export { leaf, record } from './record'

/** Where pages and chunks are written to, with room for so many bytes and the few that are read beyond. */
export function room(bytes: u32): usize {
  const needed = <i32>((__heap_base + bytes + 64 + 0xffff) >> 16)
  const lacking = needed - memory.size()
  if (lacking > 0 && memory.grow(lacking) < 0) return 0
  return __heap_base
}
