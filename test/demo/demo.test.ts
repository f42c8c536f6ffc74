import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { leftBehind } from '../left-behind.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: temporary } = scratchOfFile({ open: true })

async function demo(...args: string[]): Promise<{ code: number; output: string }> {
  const root = join(import.meta.dirname, '../..')
  const child = spawn(process.execPath, ['demo/demo.ts', ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number]>])
  return { code, output }
}

test('the bookshop arrives, is shown on one screen, and nothing is left behind', async () => {
  const { code, output } = await demo()
  expect(output).toMatch(/Done: 1,822 rows of 16 tables are in PostgreSQL/)
  expect(output).toContain('foreign-key-not-valid')
  expect(output).toContain('Mrs Dalloway')
  expect(output).toContain("psql 'postgres://")
  expect(output.split('\n').length).toBeLessThan(45)
  expect(code).toBe(0)
  expect(await leftBehind(temporary)).toEqual([])
})

test('a file that fails is told by its code, with what to do', async () => {
  const file = join(temporary, 'no.db')
  await writeFile(file, 'no database')
  const { code, output } = await demo(file)
  expect(output).toContain('litelift: file-not-sqlite: ')
  expect(output).toContain('What to do: ')
  expect(code).toBe(1)
  expect(await leftBehind(temporary)).toEqual(['no.db'])
})
