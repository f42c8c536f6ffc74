import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { stopRunning } from '../../local/postgres/running.ts'
import { SHOP } from '../cli/shop.ts'
import { builtCommand } from '../command.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'

const ROOT = join(import.meta.dirname, '../..')
const DOCS = join(ROOT, 'docs')

/** The shell blocks of a page: what is run, and how many say why they are not. */
function commandsOf(page: string): { run: string[]; excused: string[] } {
  const blocks = [...page.matchAll(/(?:^<!-- not run: (.+) -->\n+)?^```sh\n([^]*?)^```$/gm)]
  return {
    run: blocks.filter(([, reason]) => reason === undefined).map(([, , commands]) => commands!),
    excused: blocks.flatMap(([, reason]) => reason ?? []),
  }
}

const PAGES = readdirSync(DOCS)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(DOCS, name), 'utf8') }))

describe('the commands of the pages', () => {
  test('are run, or say why not', () => {
    const blocks = PAGES.map((page) => ({ ...commandsOf(page.text), name: page.name, text: page.text }))
    for (const { run, excused, text: page } of blocks)
      expect(run.length + excused.length).toBe(page.match(/^```(sh|bash|shell)$/gm)?.length ?? 0)
    // What speaks of a test has to name one that is there.
    const named = blocks.flatMap(({ excused }) => excused.flatMap((reason) => reason.match(/test\/[\w/.-]+/g) ?? []))
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
    expect(blocks.filter(({ run }) => run.length > 0).length).toBeGreaterThanOrEqual(3)
  })

  test.for(PAGES.filter((page) => commandsOf(page.text).run.length > 0))('of $name work', async ({ text: page }) => {
    const script = commandsOf(page).run.join('\n')
    await using target = await createDatabase({ createInPublic: true })
    using folder = scratchFolder({ open: true })
    for (const [file] of script.matchAll(/\b[\w-]+\.(sqlite|db)\b/g)) {
      const isMade = script.includes(`('${file}')`) || existsSync(join(folder.path, file))
      if (!isMade) folder.database(file, SHOP)
    }
    const shim = folder.file('litelift', `#!/bin/sh\nexec "${process.execPath}" "${await builtCommand()}" "$@"\n`)
    chmodSync(shim, 0o755)
    try {
      const of = script
        .replaceAll(/postgres:\/\/[\w.@:-]+\/\w+/g, target.url)
        .replaceAll(/^export PGPASSWORD=.*$/gm, '')
      const ended = await bash(of, folder.path, [folder.path, dirname(process.execPath)])
      expect(ended).toMatchObject({ code: 0 })
    } finally {
      if (existsSync(join(folder.path, '.litelift'))) await stopRunning(join(folder.path, '.litelift/postgres'))
    }
  })
})

async function bash(script: string, cwd: string, first: string[]): Promise<{ code: number; output: string }> {
  const PATH = [...first, process.env['PATH']].join(delimiter)
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LITELIFT_|NODE_OPTIONS|VITEST)/.test(name))
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd,
    env: { ...Object.fromEntries(inherited), PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  return { code, output: stdout + stderr }
}
