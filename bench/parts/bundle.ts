import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { bundle } from '../../infra/bundle.ts'
import { count, median } from '../figures.ts'
import { runCommand } from '../measure/run-command.ts'
import { type Section, tableOf } from '../section.ts'

const RUNS = 9

/** Size of the function's package, and how long a fresh process takes to import it. */
export async function lambdaBundle(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'litelift-bench-bundle-'))
  try {
    const sizes = (['arm64', 'x64'] as const).map((architecture) => {
      const directory = join(folder, architecture)
      bundle({ architecture, directory })
      return zippedBytes(directory)
    })
    const imported = await importTime(join(folder, process.arch, 'index.mjs'))
    // What is deployed: infra/constructs/migration-function.ts.
    const deployed = sizes[0]!
    return {
      title: 'Lambda bundle',
      body: tableOf(
        ['', ''],
        [
          ['arm64, zipped', `${count(sizes[0]!)} bytes`],
          ['x64, zipped', `${count(sizes[1]!)} bytes`],
          [`import in a fresh process (${process.arch}, median of ${RUNS})`, `${imported.toFixed(0)} ms`],
        ],
      ),
      targets: [
        {
          what: 'Lambda bundle',
          target: '≤ 1.6 MB zipped, import ≤ 120 ms',
          measured: `${(deployed / 1e6).toFixed(2)} MB, ${imported.toFixed(0)} ms`,
          met: deployed <= 1.6e6 && imported <= 120,
        },
      ],
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** As a zip holds it: every file deflated, its name twice and about 100 bytes of headers. */
function zippedBytes(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => deflateRawSync(readFileSync(path), { level: 9 }).length + 2 * (path.length - directory.length) + 100)
    .reduce((sum, bytes) => sum + bytes)
}

/** Milliseconds. */
async function importTime(entry: string): Promise<number> {
  const script = `
    const started = performance.now()
    await import(${JSON.stringify(pathToFileURL(entry).href)})
    process.stdout.write(String(performance.now() - started))`
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const { stdout } = await runCommand(process.execPath, ['--input-type=module', '--eval', script])
    times.push(Number(stdout))
  }
  return median(times)
}
