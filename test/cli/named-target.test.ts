import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { litelift } from './run.ts'
import { SHOP } from './shop.ts'

describe("libpq's variables without --to", () => {
  test('name the target, which is said first', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const { host, port, user, password, database } = target.settings
    const env = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database }
    const run = await litelift(['migrate', folder.database('shop.sqlite', SHOP), '--schema', 's'], {
      env,
      cwd: folder.path,
    })
    expect(run.code).toBe(0)
    const [first] = run.stderr.split('\n')
    expect(first).toBe(
      `Target: postgres://${user}@${host}:${port}/${database}, from PGHOST, PGDATABASE, PGPORT, PGUSER, PGPASSWORD`,
    )
    expect(await target.query('SELECT count(*)::int FROM s.customer')).toMatchObject([
      { count: expect.any(Number) as number },
    ])
    expect(await litelift(['status'], { env, cwd: folder.path })).toMatchObject({ code: 0 })
  })

  test.each([
    [{ PGDATABASE: 'd' }, 'PGDATABASE name a target, and PGUSER no user'],
    [{ PGHOST: 'localhost', PGUSER: 'u' }, 'names no database, and PGDATABASE is not set'],
    [{ PGSERVICE: 'shop' }, 'PGSERVICE names a target in a way'],
    [{ PGHOSTADDR: '127.0.0.1', PGHOST: 'db', PGUSER: 'u', PGDATABASE: 'd' }, 'PGHOSTADDR names a target in a way'],
  ])('%j never fill a server of litelift', async (env, why) => {
    using folder = scratchFolder()
    const run = await litelift(['migrate', folder.database('shop.sqlite', SHOP)], { env, cwd: folder.path })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(why)
  })

  test('that only complete one are said to name none', async () => {
    using folder = scratchFolder()
    // A file in the way of the folder: no server starts.
    await writeFile(join(folder.path, '.litelift'), '')
    const run = await litelift(['migrate', folder.database('shop.sqlite', SHOP)], {
      env: { PGUSER: 'ann', PGPORT: '6543' },
      cwd: folder.path,
    })
    expect(run.stderr).toContain(
      "PGPORT, PGUSER name no server: without --to, PGHOST or PGDATABASE it is one of litelift's own.",
    )
    expect(run.code).toBe(1)
  })
})

describe('a server that cannot be logged in to says what is missing', () => {
  test('a password, and where it goes', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const { host, port, user, database } = target.settings
    const run = await litelift([
      'migrate',
      folder.database('a.db', SHOP),
      '--to',
      `postgres://${user}@${host}:${port}/${database}`,
    ])
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toContain('litelift: target-refused-login: ')
    expect(run.stderr).toContain('asks for a password, and none was given')
    expect(run.stderr).toContain('PGPASSWORD')
  })

  test('TLS on another machine', async () => {
    // Answers the request for TLS as a server without it does (protocol-flow.html, SSL Session Encryption).
    const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.write('N')))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const { port } = server.address() as AddressInfo
      using folder = scratchFolder()
      const to = `postgres://u:p@127.0.0.1:${port}/d?sslmode=require`
      const run = await litelift(['migrate', folder.database('a.db', SHOP), '--to', to])
      expect(run.stderr).toContain('litelift: target-unreachable: ')
      expect(run.stderr).toContain('?sslmode=disable')
    } finally {
      server.close()
    }
  })
})
