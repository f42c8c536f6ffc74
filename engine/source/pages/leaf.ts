/**
 * The leaf page that a reader stands in and how far it is read; what the loop in WebAssembly takes over from the reader and
 * hands back (engine/loop). Offsets are those of the reader's window.
 */
export class Leaf {
  /** Where it begins, where what SQLite uses of it ends, and its cell pointers; 0 before the first leaf. */
  base = 0
  end = 0
  pointers = 0
  /** Cells, and the next of them. */
  cells = 0
  cell = 0
  /** Bytes of its cells that were read so far. */
  held = 0
  /** The rowid before; nothing comes before the first row of a tree. */
  first = true
  lastHigh = 0
  lastLow = 0
  /** Keys stay within their parents' bounds. */
  limitHigh = 0
  limitLow = 0
  /** The next rows may lie before the range that is asked for. */
  skipping = false
}
