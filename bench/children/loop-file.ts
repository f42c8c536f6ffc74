import '../../compile-cache.mjs'
import { Loop } from '../../engine/loop/loop.ts'
import type { Share } from '../../engine/loop/share.ts'
import { fillOptions } from '../../engine/options.ts'
import { formsToCount } from '../../engine/plan/forms-to-count.ts'
import { makePlan } from '../../engine/plan/make-plan.ts'
import { findCandidates } from '../../engine/plan/place/candidates.ts'
import { parentsAmong } from '../../engine/plan/place/foreign-key-ends.ts'
import { placeObjects } from '../../engine/plan/place/placement.ts'
import { openSource } from '../../engine/source/file/open.ts'
import { openReader } from '../../engine/source/pages/reader.ts'
import { profileByLoop } from '../../engine/source/profile/loop-tally.ts'
import { profileTable } from '../../engine/source/profile/profile-table.ts'
import { type Batch, CHUNK_BYTES, encodeBatch } from '../../engine/stage/batch.ts'
import { Encoder } from '../../engine/stage/encode/encoder.ts'
import { LoopEncoder } from '../../engine/stage/encode/loop-encoder.ts'
import { Output } from '../../engine/stage/encode/output.ts'

/** CPU seconds of both passes over a table, and how its rows were read. */
export interface LoopTimes {
  profile: number
  encode: number
  read: { profile: Share; encode: number }
}

// Arguments: a file with one table, which is not written to, and `loop` or `reference`. Prints LoopTimes as JSON.
const [path, way] = process.argv.slice(2)
const everything = { after: null, through: null }
await using source = await openSource(path!)
const { pages } = source
const schema = await source.sqlite.inspect()
const existing = { tables: [], views: [], names: [], types: new Map() }
const options = fillOptions({ schema: 'bench' }, {})
const candidates = await findCandidates(schema.tables, existing, options, () => Promise.resolve(new Set()))
const placed = placeObjects(candidates, [], existing, options, null)
const placement = placed.placements[0]!
const { scan } = placement.table
const forms = formsToCount(placement, parentsAmong(placed.placements))
const loop = way === 'loop' ? new Loop() : null

const [profileSeconds, { profile, share }] = timed(() => {
  using reader = openReader(pages, scan, everything, undefined, loop?.window)
  if (loop !== null) return profileByLoop(loop, { pages, scan, reader, forms })
  const profile = profileTable(reader, forms)
  return { profile, share: { rows: profile.rows, byReference: profile.rows, valuesAside: 0 } }
})
const plan = makePlan(schema, placed, [{ placement, profile }], options)
const table = plan.tables[0]!
const [encodeSeconds, byReference] = timed(() => {
  using reader = openReader(pages, scan, everything, undefined, loop?.window)
  const output = new Output(loop?.output ?? Buffer.alloc(2 * CHUNK_BYTES))
  const encoder = new Encoder(table, output)
  const byLoop = loop && LoopEncoder.of(loop, table, pages, output, CHUNK_BYTES)
  let byReference = 0
  for (let done = false; !done;) {
    const batch: Batch = { rows: 0, rejects: [], byReference: 0, done: false }
    for (const _ of encodeBatch({ reader, encoder, loop: byLoop }, table, Infinity, batch));
    byReference += batch.byReference
    ;({ done } = batch)
  }
  return byReference
})
const times: LoopTimes = {
  profile: profileSeconds,
  encode: encodeSeconds,
  read: { profile: share, encode: byReference },
}
process.stdout.write(JSON.stringify(times))

function timed<Result>(work: () => Result): [seconds: number, Result] {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1e6, result]
}
