import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import { linesOf, shown, shownJson } from '../../engine/shown.ts'
import { litelift } from '../cli/run.ts'
import { createDatabase } from '../database.ts'
import { deploy, SECRET } from '../lambda/deployment.ts'
import { scratchFolder } from '../scratch.ts'

/** Line feed, carriage return, escape, DEL, C1, separators of lines, zero-width, bidirectional, a tag, a variation selector, a noncharacter. */
const UNSEEN = '\n\r\u001b\u007f\u0085\u009b\u2028\u2029\u200b\u200e\u202e\u2066\ufeff\u{e0041}\ufe0f\uffff'
/** What no output may hold. A line feed is told by the lines themselves. */
const RAW = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/u
const FORGED = `litelift: file-damaged: forged`
const NAME = `t${UNSEEN}${FORGED}\n`
const quoted = `"${NAME}"`

/** Names, declared types, SQL, values and reasons, each with all of them. */
const HOSTILE = `
  CREATE TABLE ${quoted} (id INTEGER PRIMARY KEY, ${quoted.replace('"t', '"c')} "x${UNSEEN}", n TEXT CHECK (n <> upper('${UNSEEN}')));
  CREATE VIEW ${quoted.replace('"t', '"v')} AS SELECT printf('${UNSEEN}') AS ${quoted.replace('"t', '"w')};
  CREATE TRIGGER ${quoted.replace('"t', '"g')} AFTER INSERT ON ${quoted} BEGIN SELECT '${UNSEEN}'; END;
  CREATE TABLE taken (id INTEGER PRIMARY KEY, n);
  INSERT INTO taken VALUES (1, '${UNSEEN}${FORGED}');`

function expectClean(text: string): void {
  for (const line of text.split('\n')) {
    expect(line).not.toMatch(RAW)
    expect(line.startsWith(FORGED)).toBe(false)
  }
}

describe('shown', () => {
  test('escapes what is not seen, and nothing else', () => {
    expect(shown('a\u001b[2Jb\u009b1mc\rd\te\nf\u202eg\u0000h\ud800i\u{e0041}')).toBe(
      'a\\u{1b}[2Jb\\u{9b}1mc\\u{d}d\\u{9}e\\u{a}f\\u{202e}g\\u{0}h\\u{d800}i\\u{e0041}',
    )
    expect(shown('line\\n é ſt 漢 🙂')).toBe('line\\n é ſt 漢 🙂')
  })

  test('JSON says the same when it is escaped', () => {
    const value = { [UNSEEN]: [UNSEEN, '\ud800', '\\u2028'] }
    const json = shownJson(JSON.stringify(value, null, 2))
    expectClean(json)
    expect(JSON.parse(json)).toEqual(value)
  })

  test('SQL keeps its lines', () => {
    expect(linesOf('SELECT\r\n\t1')).toEqual(['SELECT', '    1'])
  })
})

test('the command line shows none of them raw, in text, JSON, report and list of rejects', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = folder.database(`f${UNSEEN}.sqlite`, HOSTILE)
  await target.query('CREATE SCHEMA s')
  await target.query('CREATE TABLE s.taken (id int PRIMARY KEY, n int)')
  const page = join(folder.path, 'report.html')
  const to = ['--to', target.url, '--schema', 's']
  const outputs: string[] = []
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await litelift(args)
    outputs.push(stdout, stderr)
    return { code, stdout }
  }
  expect(await run('plan', file, ...to)).toMatchObject({ code: 0 })
  expect(await run('migrate', file, ...to, '--debug')).toMatchObject({ code: 1 })
  const carried = ['--on-reject', 'continue', '--report', page]
  const migrated = await run('migrate', file, ...to, ...carried, '--json')
  expect(migrated.code).toBe(3)
  const report = JSON.parse(migrated.stdout) as Report
  expect(report.tables.map(({ source }) => source)).toEqual([NAME, 'taken'])
  expect(report.source.uri).toBe(file)
  await run('migrate', file, ...to, ...carried, '--again', '--mode', 'append')
  await run('verify', file, ...to)
  await run('status', '--to', target.url)
  await run('migrate', `${file}\n${FORGED}`, ...to)
  await run('migrate', file, ...to, '--include', UNSEEN, '--debug')
  for (const name of await readdir(folder.path)) {
    if (!name.endsWith('.sqlite')) outputs.push(await readFile(join(folder.path, name), 'utf8'))
  }
  for (const output of outputs) expectClean(output)
  expect(outputs.join('')).toContain(`t${shown(UNSEEN)}`)
})

test('the function shows none of them raw, in its log and its reports', async () => {
  await using deployed = await deploy({ overrides: ['schema'] })
  // A listing of S3 cannot tell of every character, being XML.
  const key = '\u2028\u202e\u200b\u{e0041}'
  await deployed.drop(`${key}.db`, HOSTILE)
  await deployed.queue.deliverNext()
  await deployed.drop(`broken${key}.db`, Buffer.from(UNSEEN.repeat(50)))
  await deployed.queue.deliverNext()
  await deployed.queue.send('no JSON \u2028\u202e')
  await deployed.queue.deliverNext()
  // The runtime itself logs what the function throws.
  deployed.aws.secrets.put(SECRET, `postgres://u${UNSEEN}`)
  await deployed.function.deliver({ Records: [{ eventSource: UNSEEN }] })
  expectClean(await deployed.printed())
  const { Contents = [] } = await deployed.aws.s3.send(new ListObjectsV2Command({ Bucket: 'reports' }))
  expect(Contents.length).toBeGreaterThan(1)
  for (const { Key } of Contents) {
    const { Body } = await deployed.aws.s3.send(new GetObjectCommand({ Bucket: 'reports', Key }))
    expectClean(await Body!.transformToString())
  }
})
