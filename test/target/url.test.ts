import { describe, expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import { parsePostgresUrl } from '../../engine/target/url.ts'

describe('parsePostgresUrl', () => {
  test('reads every part', () => {
    expect(parsePostgresUrl('postgres://ann:s3cret@db.example.com:6543/shop')).toEqual({
      host: 'db.example.com',
      port: 6543,
      user: 'ann',
      password: 's3cret',
      database: 'shop',
      tls: { ca: null },
    })
  })

  test('decodes percent-encoded parts, and takes + as it is', () => {
    const settings = parsePostgresUrl('postgresql://a%40b:p%2Fa%23s%3F%25+@localhost/my%20db')
    expect(settings).toMatchObject({ user: 'a@b', password: 'p/a#s?%+', database: 'my db', port: 5432 })
    expect(parsePostgresUrl('postgres://u@h/d?password=a+b')).toMatchObject({ password: 'a+b' })
  })

  test.each([
    ['postgres://u@localhost/d', false],
    ['postgres://u@127.0.0.1/d', false],
    ['postgres://u@[::1]/d', false],
    ['postgres://u@%2Fvar%2Frun%2Fpostgresql/d', false],
    ['postgres:///d?host=/var/run/postgresql&user=u', false],
    ['postgres://u@db.internal/d', { ca: null }],
    ['postgres://u@127.0.0.1.example.com/d', { ca: null }],
    ['postgres://u@localhost.example.com/d', { ca: null }],
    ['postgres://u@db.internal/d?sslmode=disable', false],
    ['postgres://u@localhost/d?sslmode=require', { ca: null }],
    ['postgres://u@db/d?sslmode=verify-ca', { ca: null }],
    ['postgres://u@db/d?sslmode=verify-full&sslrootcert=system', { ca: null }],
    ['postgres://u@db/d?sslrootcert=/etc/ca.pem', { ca: 'PEM of /etc/ca.pem' }],
    ['postgres://u@db/d?sslmode=require&channel_binding=require', { ca: null }],
  ])('%s has tls %j', (url, tls) => {
    expect(parsePostgresUrl(url, { readCa: (path) => `PEM of ${path}` }).tls).toEqual(tls)
  })

  test('the environment stands in for what the URL leaves out', () => {
    const environment = { PGUSER: 'env', PGPASSWORD: 'word', PGDATABASE: 'base', PGPORT: '1', PGSSLMODE: 'disable' }
    expect(parsePostgresUrl('postgres://db.internal', { environment })).toEqual({
      host: 'db.internal',
      port: 1,
      user: 'env',
      password: 'word',
      database: 'base',
      tls: false,
    })
    expect(parsePostgresUrl('postgres://u:p@h:2/d?sslmode=require', { environment })).toEqual({
      host: 'h',
      port: 2,
      user: 'u',
      password: 'p',
      database: 'd',
      tls: { ca: null },
    })
  })

  test.each([
    'mysql://u:hunter2@h/d',
    'u:hunter2@h/d',
    'postgres://u:hun/ter2@h/d',
    'postgres://u:hun#ter2@h/d',
    'postgres://u:12/hunter2@h/d',
    'postgres://u:12#hunter2@h/d',
    'postgres://u:12?hunter2@h/d',
    'postgres://u:hunter2%@h/d',
    'postgres://u:hunter2@h',
    'postgres://:hunter2@h/d',
    'postgres://u:hunter2@h:0/d',
    'postgres://u:hunter2@h/d?port=65536',
    'postgres://u:hunter2@h/d?sslmode=prefer',
    'postgres://u:hunter2@h/d?sslrootcert=/missing',
    'postgres://u:hunter2@h/d?options=x',
  ])('refuses %s without repeating it', (url) => {
    const { code, message, hint, cause } = errorOf(() => parsePostgresUrl(url))
    expect(code).toBe('option-invalid')
    expect(`${message} ${hint} ${String(cause)}`).not.toMatch(/hun|ter2/)
  })

  test('of an sslmode that leaves TLS to the server it says so, not how a password is written', () => {
    const { hint } = errorOf(() => parsePostgresUrl('postgres://u@h/d?sslmode=prefer'))
    expect(hint).toContain('sslmode=require')
    expect(hint).not.toContain('password')
  })
})

function errorOf(run: () => unknown): LiteliftError {
  try {
    run()
  } catch (error) {
    if (error instanceof LiteliftError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
