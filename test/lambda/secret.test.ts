import { describe, expect, test } from 'vitest'
import { parsePostgresUrl } from '../../engine/target/url.ts'
import { LiteliftError } from '../../engine/errors.ts'
import { routesSchema, type Route } from '../../lambda/intake/routes.ts'
import { secretUrl } from '../../lambda/target/secret.ts'

function settings(secret: unknown, route: Partial<Route> = {}): ReturnType<typeof parsePostgresUrl> {
  const [parsed] = routesSchema.parse([{ prefix: '', secretArn: 'arn:secret', ...route }])
  return parsePostgresUrl(
    secretUrl(typeof secret === 'string' ? secret : JSON.stringify(secret), { ...parsed!, secretArn: 'arn:secret' }),
  )
}

const RDS = {
  engine: 'aurora-postgresql',
  host: 'db.example.com',
  port: 5433,
  username: 'litelift',
  password: `p+ä%20/@:?#&='" \\`,
  dbname: 'shop',
  dbClusterIdentifier: 'c',
}

describe("a secret in RDS's shape", () => {
  test('gives every setting, verify-full', () => {
    expect(settings(RDS)).toEqual({
      host: 'db.example.com',
      port: 5433,
      user: 'litelift',
      password: RDS.password,
      database: 'shop',
      tls: { ca: null },
    })
  })

  test('may hold the port as text', () => {
    expect(settings({ ...RDS, port: '6000' }).port).toBe(6000)
  })

  test('may hold user and password alone; the route says the rest', () => {
    const { username, password } = RDS
    const route = { host: 'db.example.com', port: 5434, database: 'crm' }
    expect(settings({ username, password }, route)).toMatchObject({ ...route, user: username, password })
  })

  test('is overruled by the route', () => {
    expect(settings(RDS, { host: 'proxy.example.com', database: 'crm' })).toMatchObject({
      host: 'proxy.example.com',
      port: 5433,
      database: 'crm',
    })
  })

  test('is plaintext only when it says so', () => {
    expect(settings({ ...RDS, sslmode: 'disable' }).tls).toBe(false)
  })
})

describe('a secret that is a URL', () => {
  test('is taken as it is', () => {
    expect(settings('postgres://u:p%40w+@db.example.com/shop\n')).toMatchObject({
      host: 'db.example.com',
      password: 'p@w+',
      database: 'shop',
      tls: { ca: null },
    })
  })

  test('is overruled by the route, its own parameters kept', () => {
    const route = { host: 'proxy.example.com', port: 6432, database: 'crm db' }
    expect(settings('postgresql://u:p@db.example.com/shop?sslmode=disable&host=a&port=1', route)).toMatchObject({
      host: 'proxy.example.com',
      port: 6432,
      database: 'crm db',
      tls: false,
    })
  })

  test('that names this machine does not make another host plaintext', () => {
    expect(settings('postgres://u:p@localhost/shop', { host: 'db.example.com' }).tls).toEqual({ ca: null })
  })
})

describe('a secret that is neither', () => {
  test.each([
    ['text', 'hunter2'],
    ['broken JSON', '{"password":"hunter2"'],
    ['no password', { username: 'u', key: 'hunter2' }],
    ['another engine', { ...RDS, engine: 'mysql', password: 'hunter2' }],
    ['no host anywhere', { username: 'u', password: 'hunter2', dbname: 'd' }],
    ['no database anywhere', { username: 'u', password: 'hunter2', host: 'h' }],
  ])('%s is refused without repeating it', (_, secret) => {
    let thrown: unknown
    try {
      settings(secret)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(LiteliftError)
    expect(thrown).toMatchObject({ code: 'secret-invalid', cause: undefined })
    expect(JSON.stringify(thrown)).not.toContain('hunter2')
    expect((thrown as Error).message).toContain('arn:secret')
  })
})
