import { LiteliftError } from '../../engine/errors.ts'
import { Loop } from '../../engine/loop/loop.ts'
import type { Share } from '../../engine/loop/share.ts'
import type { TablePlan } from '../../engine/plan/plan.ts'
import type { PageFileSpec } from '../../engine/source/pages/page-file.ts'
import { PageUse } from '../../engine/source/pages/page-use.ts'
import { openReader } from '../../engine/source/pages/reader.ts'
import type { KeyRange } from '../../engine/source/pages/row.ts'
import type { Scan } from '../../engine/source/pages/scan.ts'
import { profileByLoop } from '../../engine/source/profile/loop-tally.ts'
import { profileTable } from '../../engine/source/profile/profile-table.ts'
import type { TextForm } from '../../engine/source/profile/profile.ts'
import { type Batch, CHUNK_BYTES, encodeBatch } from '../../engine/stage/batch.ts'
import { Encoder } from '../../engine/stage/encode/encoder.ts'
import { LoopEncoder } from '../../engine/stage/encode/loop-encoder.ts'
import { Output } from '../../engine/stage/encode/output.ts'

/** One for all: what a table leaves in its memory must not matter to the next. */
const loop = new Loop()

/** What reading gave in one of the two ways, and how it was read. */
interface Read {
  /** Everything that came of it, the error by its name included. */
  gave: unknown
  share: Share | null
}

type Forms = readonly (readonly TextForm[])[]

/** The profile of a range by the reference and by the loop. */
export function profiles(pages: PageFileSpec, scan: Scan, range: KeyRange, forms: Forms): [Read, Read] {
  return [
    outcome(() => {
      using reader = openReader(pages, scan, range, new PageUse(pages))
      return { gave: profileTable(reader, forms), share: null }
    }),
    outcome(() => {
      using reader = openReader(pages, scan, range, new PageUse(pages), loop.window)
      const { profile, share } = profileByLoop(loop, { pages, scan, reader, forms })
      return { gave: profile, share }
    }),
  ]
}

/** Batches of a range by the reference and by the loop: bytes of COPY, rows and rejects, up to the end or to an error. */
export function encodings(pages: PageFileSpec, table: TablePlan, range: KeyRange, most = Infinity): [Read, Read] {
  return [batches(pages, table, range, most, false), batches(pages, table, range, most, true)]
}

function batches(pages: PageFileSpec, table: TablePlan, range: KeyRange, most: number, byLoop: boolean): Read {
  const output = new Output(byLoop ? loop.output : Buffer.alloc(loop.output.length))
  const way = byLoop ? LoopEncoder.of(loop, table, pages, output, CHUNK_BYTES) : null
  const gave: unknown[] = []
  const share: Share = { rows: 0, byReference: 0, valuesAside: 0 }
  const read = outcome(() => {
    using reader = openReader(pages, table.scan, range, undefined, byLoop ? loop.window : undefined)
    const encoder = new Encoder(table, output)
    for (let done = false; !done;) {
      const batch: Batch = { rows: 0, rejects: [], byReference: 0, done: false }
      gave.push(batch)
      for (const chunk of encodeBatch({ reader, encoder, loop: way }, table, most, batch)) gave.push(Buffer.from(chunk))
      const { rows, byReference } = batch
      share.rows += rows + batch.rejects.length
      share.byReference += byReference
      batch.byReference = 0
      gave.push([reader.row.rowidHigh, reader.row.rowidLow])
      ;({ done } = batch)
    }
    return { gave, share }
  })
  // Rows that were written before an error count as well, which rows of a batch that was given up do not say.
  if (read.gave !== gave)
    for (const one of gave) if (one !== null && typeof one === 'object') delete (one as Partial<Batch>).byReference
  return read.gave === gave ? read : { gave: [...gave, Buffer.from(output.written), read.gave], share }
}

function outcome(read: () => Read): Read {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof LiteliftError)) throw error
    const { code, subject, message } = error
    return { gave: { code, subject, message }, share: null }
  }
}
