import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { PlannedFile } from '../../engine/plan-file.ts'
import { builtCommand } from '../command.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { litelift } from './run.ts'
import { serving, type Handler } from './serving.ts'
import { SHOP } from './shop.ts'

const BIG = `${SHOP} CREATE TABLE filler (b); INSERT INTO filler VALUES (zeroblob(3000000))`

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe('a file from the web', () => {
  test('is migrated as one of this machine is: by its content, and nobody sees what was after the ?', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const path = folder.database('shop.sqlite', SHOP)
    const content = await readFile(path)
    await using server = await serving((_, response) => response.end(content))
    const to = ['--to', target.url, '--schema', 's']
    const run = await litelift(['migrate', `${server.url}/files/shop.sqlite?X-Signature=geheim`, ...to])
    expect(run).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${server.url}/files/shop.sqlite\n`) as string,
    })
    expect(run.stdout + run.stderr).not.toContain('geheim')
    expect((await litelift(['migrate', path, ...to])).stdout).toContain('Nothing to do')
    expect((await litelift(['verify', `${server.url}/files/shop.sqlite`, ...to])).code).toBe(0)
    expect((await litelift(['plan', `${server.url}/files/shop.sqlite`])).code).toBe(0)
  })

  test('has the name of its address and the time of its server for placeholders, and standard input has none', async () => {
    using folder = scratchFolder()
    const content = await readFile(folder.database('shop.sqlite', SHOP))
    const config = join(folder.path, 'litelift.json')
    await writeFile(config, JSON.stringify({ addColumns: { of: '{stem}', received: '{lastModified}' } }))
    await using server = await serving((_, response) => {
      response.setHeader('last-modified', 'Mon, 02 Nov 2026 08:15:00 GMT')
      response.end(content)
    })
    const run = await litelift(['plan', `${server.url}/a/pump%20%C3%BC.db?x`, '--config', config, '--json'])
    const { plan } = JSON.parse(run.stdout) as PlannedFile
    expect(plan.tables[0]!.constants.map(({ value }) => value)).toEqual(['pump ü', '2026-11-02T08:15:00.000Z'])
    const piped = await litelift(['plan', '-', '--config', config])
    expect(piped.stderr).toContain('addColumns.of needs a value for {stem}')
  })

  test('goes on where a connection broke off', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    using temporary = scratchFolder()
    const content = await readFile(folder.database('big.sqlite', BIG))
    await using server = await serving((request, response) => {
      const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? []
      const start = Number(from)
      const headers = { etag: '"one"', 'content-length': content.length - start }
      const range = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }
      response.writeHead(start > 0 ? 206 : 200, { ...headers, ...(start > 0 && range) })
      const end = Math.min(content.length, start + 500_000)
      response.write(content.subarray(start, end), () => (end === content.length ? response.end() : response.destroy()))
    })
    const run = await litelift(['migrate', `${server.url}/big`, '--to', target.url, '--schema', 's'], {
      env: { TMPDIR: temporary.path },
    })
    expect(run).toMatchObject({ code: 0 })
    expect(server.asked.length).toBeGreaterThan(5)
    expect(server.asked.at(-1)).toMatchObject({ 'if-range': '"one"' })
    expect(await readdir(temporary.path)).toEqual([])
  })

  test('is whole where the server gives less at a time than it was asked for', async () => {
    using folder = scratchFolder()
    const content = await readFile(folder.database('big.sqlite', BIG))
    await using server = await serving((request, response, number) => {
      const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? []
      const [start, end] = [Number(from), Math.min(content.length, Number(from) + 1_000_000)]
      response.setHeader('etag', '"one"')
      if (number === 1) {
        response.writeHead(200, { 'content-length': content.length })
        response.write(content.subarray(0, end), () => response.destroy())
        return
      }
      response.writeHead(206, { 'content-range': `bytes ${start}-${end - 1}/${content.length}` })
      response.end(content.subarray(start, end))
    })
    expect(await litelift(['plan', `${server.url}/big`, '--json'])).toMatchObject({ code: 0 })
    expect(server.asked.length).toBeGreaterThan(3)
  })

  test('is unpacked where the server packs it unasked, also after the connection broke off', async () => {
    using folder = scratchFolder()
    const content = gzipSync(await readFile(folder.database('big.sqlite', BIG)))
    await using server = await serving((_, response, number) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': content.length, etag: '"one"' })
      if (number > 1) response.end(content)
      else response.write(content.subarray(0, content.length / 2), () => response.destroy())
    })
    expect(await litelift(['plan', `${server.url}/big`, '--json'])).toMatchObject({ code: 0 })
    expect(server.asked.map(({ range }) => range)).toEqual([undefined, undefined])
  })

  test('begins anew when it is another one by then, or nobody can tell', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const [other, right] = await Promise.all([
      readFile(folder.database('other.sqlite', `${BIG}; DELETE FROM "Order"`)),
      readFile(folder.database('right.sqlite', BIG)),
    ])
    for (const tags of [
      ['"one"', '"two"'],
      [null, null],
    ]) {
      await using server = await serving((_, response, number) => {
        const tag = tags[number - 1] ?? tags[1]
        if (tag) response.setHeader('etag', tag)
        if (number > 1) return response.end(right)
        response.writeHead(200, { 'content-length': other.length })
        return response.write(other.subarray(0, 1_000_000), () => response.destroy())
      })
      const run = await litelift([
        'migrate',
        `${server.url}/f`,
        '--to',
        target.url,
        '--schema',
        's',
        '--json',
        '--again',
        '--mode',
        'replace',
      ])
      expect(JSON.parse(run.stdout)).toMatchObject({ outcome: 'published', rows: 6 })
    }
  })

  test.concurrent.each<[Handler, string, number]>([
    [(_, response) => response.writeHead(404).end(), 'file-missing: There is no such file (404 Not Found)', 2],
    [(_, response) => response.writeHead(403).end(), 'option-invalid: The server does not give the file to us (403', 2],
    [(_, response) => response.writeHead(503).end(), 'object-unavailable: The server answers 503', 1],
    [(_, response) => response.destroy(), 'object-unavailable: The file cannot be fetched (', 1],
    [(_, response) => response.writeHead(302, { location: 'http://example.com/f' }).end(), 'object-unavailable', 1],
    [(_, response) => response.end('<!doctype html>'), 'file-not-sqlite', 1],
    [(_, response) => response.writeHead(200, { 'content-length': 2 ** 52 }).flushHeaders(), 'file-too-large', 1],
  ])('that is not to be had says why: %s', async (handler, why, code) => {
    await using target = await createDatabase()
    await using server = await serving(handler)
    const run = await litelift(['migrate', `${server.url}/f?secret=geheim`, '--to', target.url, '--schema', 's'])
    expect(run.stderr).toContain(`litelift: ${why}`)
    expect(run.stderr).not.toContain('geheim')
    expect(run).toMatchObject({ code, stdout: '' })
  })

  test.runIf(hasOpenssl)('from a server whose certificate nobody known signed, by NODE_EXTRA_CA_CERTS', async () => {
    using folder = scratchFolder()
    const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')]
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1']
    spawnSync('openssl', [...request, ...names, '-keyout', key, '-out', cert])
    const content = await readFile(folder.database('shop.sqlite', SHOP))
    const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) =>
      response.end(content),
    )
    await once(server.listen(0), 'listening')
    try {
      const address = `https://localhost:${(server.address() as AddressInfo).port}/shop.sqlite`
      const refused = await litelift(['plan', address])
      expect(refused).toMatchObject({ code: 1, stdout: '' })
      expect(refused.stderr).toMatch(/object-unavailable: .*certificate[^]*What to do: Let NODE_EXTRA_CA_CERTS name/)
      expect(await litelift(['plan', address], { env: { NODE_EXTRA_CA_CERTS: cert } })).toMatchObject({ code: 0 })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  test('is not fetched without encryption from another machine', async () => {
    const run = await litelift(['migrate', 'http://example.com/a.db', '--to', 'postgres://u@h/d'])
    expect(run).toMatchObject({ code: 2 })
    expect(run.stderr).toContain('over https:// only')
  })

  test('is left where it is at Ctrl-C, and nothing of it stays', async () => {
    using temporary = scratchFolder()
    await using server = await serving((_, response) => {
      response.writeHead(200, { 'content-length': 10_000_000 })
      response.write(Buffer.alloc(1_000_000))
    })
    const run = await litelift(['migrate', `${server.url}/f`, '--to', 'postgres://u@127.0.0.1:1/d'], {
      env: { TMPDIR: temporary.path },
      during: async ({ kill }) => {
        await expect.poll(() => server.asked.length, { timeout: 20_000 }).toBe(1)
        await expect.poll(() => readdir(temporary.path), { timeout: 20_000 }).toHaveLength(1)
        kill('SIGINT')
      },
    })
    expect(run.stderr).toContain('litelift: migration-interrupted')
    expect(await readdir(temporary.path)).toEqual([])
  })
})

/** Migrates what comes by standard input into the schema `s`; gives the report. */
async function migrateInput(target: TestDatabase, input: Buffer, temporary?: string): Promise<object> {
  const child = spawn(
    process.execPath,
    [await builtCommand(), 'migrate', '-', '--to', target.url, '--schema', 's', '--json'],
    {
      env: { ...process.env, ...(temporary !== undefined && { TMPDIR: temporary }) },
    },
  )
  const [stdout] = await Promise.all([text(child.stdout), text(child.stderr), once(child.stdin.end(input), 'close')])
  return JSON.parse(stdout) as object
}

test('standard input is migrated, and is the same file as one of that content', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const path = folder.database('shop.sqlite', SHOP)
  const piped = (input: Buffer) => migrateInput(target, input)
  expect(await piped(await readFile(path))).toMatchObject({ outcome: 'published', source: { uri: 'standard input' } })
  expect(await piped(await readFile(path))).toMatchObject({ outcome: 'already-published' })
  expect(await piped(Buffer.from('no database'))).toMatchObject({ outcome: 'failed' })
})

test('a dump comes from the web and by standard input as well, and leaves nothing behind', async () => {
  await using target = await createDatabase()
  using temporary = scratchFolder()
  const dump = await readFile(join(import.meta.dirname, '../source/dump/styles/d1.sql'))
  expect(await migrateInput(target, gzipSync(dump), temporary.path)).toMatchObject({ outcome: 'published', rows: 6 })
  expect(await migrateInput(target, dump.subarray(0, 700), temporary.path)).toMatchObject({
    error: { code: 'file-truncated', subject: { file: 'standard input' } },
  })
  await using server = await serving((_, response) => response.end(dump))
  const to = ['--to', target.url, '--schema', 's']
  const env = { TMPDIR: temporary.path }
  const compared = await litelift(['verify', `${server.url}/shop.sql`, ...to], { env })
  expect(compared).toMatchObject({ code: 0 })
  const planned = await litelift(['plan', `${server.url}/shop.sql`], { env })
  expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('The file is an SQL dump') as string })
  expect(await readdir(temporary.path)).toEqual([])
})
