import '../../compile-cache.mjs'
import { openPool } from '../../engine/threads/pool.ts'
import { findCandidates } from '../../engine/plan/place/candidates.ts'
import { placeObjects } from '../../engine/plan/place/placement.ts'
import { fillOptions } from '../../engine/options.ts'
import { profileTables } from '../../engine/threads/profile-tables.ts'
import { openSource } from '../../engine/source/file/open.ts'

// Arguments: a file, which is not written to, and threads. Prints the seconds of the profile pass alone.
const [path, threads] = process.argv.slice(2)
await using source = await openSource(path!)
const schema = await source.sqlite.inspect()
const existing = { tables: [], views: [], names: [], types: new Map() }
const options = fillOptions({}, {})
const candidates = await findCandidates(schema.tables, existing, options, () => Promise.resolve(new Set()))
const { placements } = placeObjects(candidates, [], existing, options, null)
await using pool = openPool(Number(threads))
const started = performance.now()
await profileTables(pool, source.pages, placements)
process.stdout.write(String((performance.now() - started) / 1000))
