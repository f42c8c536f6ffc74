import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { litelift } from '../../cli/program.ts'
import { command, option } from '../../engine/named.ts'

const ROOT = join(import.meta.dirname, '../..')
const commands = litelift().commands
const flagsOf = (name: string) => commands.find((one) => one.name() === name)!.options.map(({ long }) => long!)

test('an option is named as it is written in options and calls, then by its flag', () => {
  expect(option('onReject', 'continue')).toBe("`onReject: 'continue'` (`--on-reject continue`)")
  expect(option('values')).toBe('`values` (`--set`)')
  expect(command('forget', '--stale')).toBe('`forget()` (`litelift forget --stale`)')
})

/** As a hint says it. */
const said = globSync('{engine,aws}/**/*.ts', { cwd: ROOT }).flatMap((file) => {
  const code = readFileSync(join(ROOT, file), 'utf8').replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '')
  return [{ file, code }]
})

test('every flag and command that a hint names is there', () => {
  const named = said.flatMap(({ code }) => [...code.matchAll(/\boption\('(\w+)'/g)].map(([, name]) => name!))
  expect(named.length).toBeGreaterThan(10)
  const flags = new Set(flagsOf('migrate'))
  for (const name of new Set(named)) {
    const [, flag] = /\((?:`)(--[a-z-]+)/.exec(option(name as 'schema'))!
    expect(flags).toContain(flag)
  }
  const called = said.flatMap(({ code }) => [...code.matchAll(/\bcommand\('(\w+)'/g)].map(([, name]) => name!))
  for (const name of called) expect(commands.map((one) => one.name())).toContain(name)
})

/** The page of a report speaks to whoever ran the command. */
const OF_THE_COMMAND_LINE = ['engine/report/page/advice.ts', 'engine/named.ts']

test('the engine speaks of no flag or command but by these two, since not only the command line shows what it says', () => {
  const flags = commands.flatMap((one) => flagsOf(one.name())).filter((flag) => flag !== '--version')
  const words = new RegExp(`(${flags.join('|')}|litelift (${commands.map((one) => one.name()).join('|')}))(?![\\w-])`)
  const speaking = said
    .filter(({ file }) => !OF_THE_COMMAND_LINE.includes(file.replaceAll('\\', '/')))
    .flatMap(({ file, code }) =>
      [...code.matchAll(/^\s*hint:.*$|^.*(?:hint|HINT).*$/gm)].flatMap(([line]) =>
        words.test(line) ? `${file}: ${line.trim()}` : [],
      ),
    )
  expect(speaking).toEqual([])
})
