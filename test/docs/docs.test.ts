import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { litelift } from '../../cli/program.ts'
import { ERROR_KINDS } from '../../engine/errors.ts'
import { NOTE_CODES } from '../../engine/notes.ts'
import { optionsSchema } from '../../engine/options.ts'
import { optionsJsonSchema } from '../../engine/options/json-schema.ts'
import { SOURCE_FORMS } from '../../engine/options/source-form.ts'
import { migrationEvent } from '../../lambda/reports/migration-event.ts'
import { tableOptions } from '../../engine/options/table-options.ts'
import { sections } from '../../site/sections.ts'
import { TYPE_NAMES } from '../../engine/types/postgres-type.ts'

const root = join(import.meta.dirname, '..', '..')

const PAGES = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))

describe('docs', () => {
  test('errors.md has one heading for every error code', () => {
    expect(headings('errors.md')).toEqual(Object.keys(ERROR_KINDS).toSorted())
  })

  test('notes.md has one heading for every note code', () => {
    expect(headings('notes.md')).toEqual(Object.keys(NOTE_CODES).toSorted())
  })

  test('command-line.md has every command and option', () => {
    const page = read('command-line.md')
    const program = litelift()
    const words = [program, ...program.commands].flatMap((command) => {
      const long = command.options.map((option) => option.long!)
      return command === program ? long : [`litelift ${command.name()}`, ...long]
    })
    expect(words.filter((word) => !page.includes(word))).toEqual([])
  })

  test('command-line.md and --help have the same exit codes', () => {
    const [, section] = /^## Exit codes$([^]*?)^## /m.exec(read('command-line.md'))!
    const documented = [...section!.matchAll(/^\| (\d) /gm)].map(([, code]) => code!)
    const [, sentence] = /^Exit codes: ([^]*?)\.$/m.exec(helpOf(litelift()))!
    expect([...sentence!.matchAll(/(?:^|, )(\d) /g)].map(([, code]) => code!)).toEqual(documented)
    expect(documented).toEqual(['0', '1', '2', '3'])
  })

  test('configuration.md has every key of the configuration file, its tables and columns', () => {
    const page = read('configuration.md')
    const table = tableOptions.shape
    const column = table.columns.unwrap().valueType.shape
    const keys = [optionsSchema.shape, table, column].flatMap((shape) => Object.keys(shape))
    expect(keys.filter((key) => !page.includes(`| \`${key}\``) && !page.includes(`\`${key}\` `))).toEqual([])
  })

  test('events.md has every field of an event, in its table and its example', () => {
    const page = read('events.md')
    const report = {
      source: {},
      target: {},
      rejects: {},
      tables: [],
      notes: [],
      outcome: 'published',
      error: null,
    } as never
    const { detail } = migrationEvent({ bucket: 'b', key: 'k' }, report, { claim: '1', location: null })
    const [, example] = /```json([^]*?)```/.exec(page)!
    const { detail: shown } = JSON.parse(example!) as { detail: object }
    expect(Object.keys(shown)).toEqual(Object.keys(detail))
    expect(Object.keys(detail).filter((field) => !new RegExp(`^\\|.*\`${field}\`.* \\|`, 'm').test(page))).toEqual([])
  })

  test('types.md has every type and source form of a cast', () => {
    const page = read('types.md')
    expect([...TYPE_NAMES, ...SOURCE_FORMS].filter((word) => !page.includes(`\`${word}\``))).toEqual([])
  })

  test('litelift.schema.json is what litelift schema prints', () => {
    const file: unknown = JSON.parse(readFileSync(join(root, 'litelift.schema.json'), 'utf8'))
    expect(file, 'run: npm run --silent litelift -- schema > litelift.schema.json').toEqual(
      JSON.parse(JSON.stringify(optionsJsonSchema())),
    )
  })

  test('every environment variable of litelift is described', () => {
    const code = ['engine', 'cli', 'lambda', 'infra', 'local', 'demo'].flatMap(sources).join('\n')
    const pages = PAGES.map(read).join('\n')
    const libpq = readFileSync(join(root, 'engine', 'target', 'url.ts'), 'utf8').match(/\bPG[A-Z]+\b/g) ?? []
    const variables = new Set([...libpq, ...(code.match(/\bLITELIFT_[A-Z_]+\b/g) ?? [])])
    expect([...variables].filter((name) => !pages.includes(name))).toEqual([])
  })

  test('the list of cases has every case folder and each test it names', () => {
    const cases = join(root, 'test', 'cases')
    const page = readFileSync(join(cases, 'README.md'), 'utf8')
    const folders = readdirSync(cases, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('source.sql'))
      .map(dirname)
    const listed = [...page.matchAll(/`((?:keys|objects|targets|types)\/[\w-]+)`/g)].map(([, name]) => name!)
    expect([...new Set(listed)].toSorted()).toEqual(folders.toSorted())
    const tests = [...page.matchAll(/\]\(([^)]+)/g)].map(([, path]) => path!)
    expect(tests.filter((path) => !existsSync(join(cases, path)))).toEqual([])
  })

  test('docs/README.md lists every page once', () => {
    const listed = sections().flatMap(({ pages }) => pages.map(([file]) => file))
    const pages = PAGES.filter((name) => name !== 'README.md')
    expect(listed.toSorted()).toEqual(pages.toSorted())
  })

  test('links between pages lead somewhere', () => {
    const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...PAGES.map((name) => `docs/${name}`)]
    const dead = pages.flatMap((page) => {
      const links = readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)
      return [...links]
        .filter(([, to]) => !existsSync(join(root, dirname(page), to!)))
        .map(([, to]) => `${page}: ${to}`)
    })
    expect(dead).toEqual([])
  })
})

/** What `--help` prints, with what is added after commander's own text. */
function helpOf(program: ReturnType<typeof litelift>): string {
  let help = ''
  program.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

function read(page: string): string {
  return readFileSync(join(root, 'docs', page), 'utf8')
}

/** The codes among a page's headings: third level, in lower case. */
function headings(page: string): string[] {
  return [...read(page).matchAll(/^### ([a-z-]+)$/gm)].map(([, code]) => code!).toSorted()
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
}
