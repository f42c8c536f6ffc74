import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { lastCell, painted, prose, styled } from '../../cli/terminal/line.ts'
import { columns, withoutEmpty } from '../../cli/text/columns.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { litelift } from './run.ts'

function terminal(width: number): PassThrough {
  return Object.assign(new PassThrough(), { isTTY: true, columns: width })
}

describe('eighty columns', () => {
  test('sentences break between words on a terminal, further in, and nowhere else', () => {
    const line = prose('  one two three four five')
    expect(painted(line, terminal(14)).split('\n')).toEqual(['  one two', '    three four', '    five'])
    expect(painted(line, new PassThrough())).toBe('  one two three four five')
    expect(painted(prose('  https://example.com/a-very-long-word x'), terminal(12)).split('\n')).toEqual([
      '  https://example.com/a-very-long-word',
      '    x',
    ])
    expect(painted('CREATE TABLE t (a text, b text)', terminal(14))).toBe('CREATE TABLE t (a text, b text)')
  })

  test('the last cell of a table goes on below itself, unless that leaves it no room', () => {
    expect(painted(lastCell('  a  → integer  one two three four five', 16), terminal(36)).split('\n')).toEqual([
      '  a  → integer  one two three four',
      '                five',
    ])
    expect(painted(lastCell('  a  → integer  one two three four five', 16), terminal(30)).split('\n')).toEqual([
      '  a  → integer  one two three',
      '    four five',
    ])
  })

  test('a first cell that leaves no room for the others stands alone', () => {
    const name = 'n'.repeat(90)
    expect(
      columns(
        [
          ['table', 'rows'],
          [name, '1'],
          ['t', '20'],
        ],
        [1],
        80,
      ).map((line) => line.replace(/ {60,}/, '…')),
    ).toEqual(['table…rows', name, '…1', 't…20'])
  })

  test('columns that say nothing are left out', () => {
    const rows = [
      ['a', 'b', 'c'],
      ['0', '0', '1'],
      ['0', '0', '0'],
    ]
    expect(withoutEmpty(rows, '0')).toEqual([
      ['a', 'c'],
      ['0', '1'],
      ['0', '0'],
    ])
  })

  test('the result and the status hold, with long names too', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const long = 'a_table_with_a_rather_long_name_that_somebody_wanted_clear'
    folder.database('f.sqlite', `CREATE TABLE ${long} (a INTEGER PRIMARY KEY); CREATE TABLE "B" (a TEXT)`)
    const to = ['--to', target.url, '--schema', 'a_long_schema_name_of_an_application']
    const { stdout } = await litelift(['migrate', 'f.sqlite', ...to], { cwd: folder.path })
    const lines = stdout.split('\n').filter((line) => !/^(from|to) /.test(line))
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines).toContainEqual(expect.stringMatching(/^B → b +new +0$/))
    const status = await litelift(['status', ...to.slice(0, 2)])
    expect(status.stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('  '))).toEqual([])
  })
})

describe('colours', () => {
  const RED = '\u001b[31m'

  test('are where a terminal shows them, and where NO_COLOR does not forbid them', async () => {
    const missing = ['migrate', '/nowhere/at-all.sqlite', '--to', 'postgres://x@localhost/x']
    expect((await litelift(missing)).stderr).not.toContain('\u001b')
    expect((await litelift(missing, { env: { FORCE_COLOR: '1', NO_COLOR: '' } })).stderr).toContain(RED)
    expect((await litelift(missing, { env: { NO_COLOR: '1' } })).stderr).not.toContain('\u001b')
  })

  test('what a file says cannot bring its own', () => {
    expect(painted(styled([], 'a\u001b[31mb'), new PassThrough())).toBe('a\\u{1b}[31mb')
  })
})
