import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildPackage } from '../package/build.ts'
import { FULL_ROWS, settingsFrom } from './arguments.ts'
import { describeMachine } from './machine.ts'
import { smallFiles } from './parts/files.ts'
import { growth } from './parts/growth.ts'
import { inputs } from './parts/inputs.ts'
import { lambdaBundle } from './parts/bundle.ts'
import { large } from './parts/large.ts'
import { loop } from './parts/loop.ts'
import { manyTables } from './parts/small-tables.ts'
import { memory } from './parts/memory.ts'
import type { Part } from './parts/part.ts'
import { apart, manyRelated, peers } from './parts/peers.ts'
import { profile } from './parts/profile.ts'
import { ranged } from './parts/ranged.ts'
import { start } from './parts/start.ts'
import { verify } from './parts/verify.ts'
import { renderResults } from './results.ts'
import type { Section } from './section.ts'
import { startServer } from './server.ts'

/** In the order of results.md. */
const PARTS: Record<string, Part> = {
  peers,
  apart,
  related: manyRelated,
  inputs,
  profile,
  loop,
  ranged,
  growth,
  tables: manyTables,
  files: smallFiles,
  memory,
  large,
  verify,
  start,
  bundle: lambdaBundle,
}

const settings = settingsFrom(process.argv.slice(2))
const unknown = settings.only.filter((name) => !(name in PARTS))
if (unknown.length > 0) throw new TypeError(`${unknown.join(', ')}: the parts are ${Object.keys(PARTS).join(', ')}`)

const started = performance.now()
const minutes = () => (performance.now() - started) / 60_000
const say = (text: string) => process.stderr.write(`${minutes().toFixed(1).padStart(5)} min  ${text}\n`)

await buildPackage(fileURLToPath(new URL('../dist/package', import.meta.url)))
await using server = await startServer()
const sections: Section[] = []
for (const [name, part] of Object.entries(PARTS)) {
  if (settings.only.length === 0 || settings.only.includes(name)) sections.push(await part({ settings, server, say }))
}
const results = renderResults(describeMachine(server), sections, minutes())
process.stdout.write(results)
// The committed page is one full run, never a part of one or a small one.
if (settings.only.length === 0 && settings.rows === FULL_ROWS) {
  writeFileSync(new URL('results.md', import.meta.url), results)
  say('written to bench/results.md')
}
