import { describe, expect, test } from 'vitest'
import { readEnvironment } from '../../lambda/environment.ts'
import { OVERRIDABLE, routeOf, routeOptions } from '../../lambda/intake/routes.ts'

function environment(routes: unknown, more: Record<string, string> = {}): ReturnType<typeof readEnvironment> {
  return readEnvironment({ LITELIFT_ROUTES: JSON.stringify(routes), LITELIFT_REPORTS_BUCKET: 'reports', ...more })
}

describe('routes', () => {
  const { routes } = environment([
    { prefix: 'shop/', secretArn: 'one' },
    { prefix: 'shop/archive/', secretArn: 'two', schema: 'archive', overrides: ['mode'] },
    { prefix: 'crm/', secretArn: 'three' },
  ])

  test('the longest prefix wins, whatever the order', () => {
    expect(routeOf(routes, 'shop/a.db').route.secretArn).toBe('one')
    expect(routeOf(routes, 'shop/archive/a.db').route.secretArn).toBe('two')
    expect(routeOf(routes.toReversed(), 'shop/archive/a.db').route.secretArn).toBe('two')
  })

  test('placeholders take what is between two /, whatever it is; their values are looked at when they are used', () => {
    const { routes } = environment([
      { prefix: 'devices/{device}/', secretArn: 's' },
      { prefix: '', secretArn: 'all' },
    ])
    expect(routeOf(routes, 'devices/42/2026/d.db')).toMatchObject({
      route: { secretArn: 's' },
      values: { device: '42' },
    })
    expect(routeOf(routes, 'devices//d.db')).toMatchObject({ route: { secretArn: 's' }, values: { device: '' } })
    expect(routeOf(routes, 'devices/42')).toMatchObject({ route: { secretArn: 'all' }, values: {} })
  })

  test('what a route leaves out has the default of the options', () => {
    expect(routeOf(routes, 'shop/a.db').route).toMatchObject({ schema: 'public', mode: 'append', overrides: [] })
  })

  test('options that contradict each other are an error of the deployment, not of every file', () => {
    const routes = [{ prefix: '', secretArn: 'one', dataOnly: true, tables: { t: { mode: 'replace' } } }]
    expect(() => environment(routes)).toThrow(/0\.tables\.t\.mode: replace makes tables/)
  })

  test('a key that no route takes is an error that names the prefixes', () => {
    expect(() => routeOf(routes, 'other/a.db')).toThrow(
      expect.objectContaining({ code: 'route-missing', message: expect.stringContaining('shop/') as unknown }),
    )
  })

  test('a route takes all options of a litelift.json, and hands on nothing else', () => {
    const tables = { users: { name: 'people', columns: { at: { from: 'apple', round: true } } } }
    const route = { prefix: '', secretArn: 's', database: 'd', tables, after: ['SELECT 1'], emptyAsNull: true }
    const options = routeOptions(routeOf(environment([route]).routes, 'any').route)
    expect(options).toMatchObject({ tables, after: ['SELECT 1'], emptyAsNull: true, before: [] })
    expect(Object.keys(options)).not.toEqual(expect.arrayContaining(['secretArn']))
  })

  test('an object can bring no SQL and no casts', () => {
    expect(OVERRIDABLE).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(before|after|tables)$/)]))
  })

  test('the empty prefix takes every key', () => {
    expect(routeOf(environment([{ prefix: '', secretArn: 'all' }]).routes, 'any').route.secretArn).toBe('all')
  })
})

function routesOf(...routes: object[]): Record<string, string> {
  return { LITELIFT_ROUTES: JSON.stringify(routes.map((route) => ({ secretArn: 's', ...route }))) }
}

describe('the environment', () => {
  test('reports go under reports/ unless told otherwise', () => {
    const routes = [{ prefix: '', secretArn: 's' }]
    expect(environment(routes).reports).toEqual({ bucket: 'reports', prefix: 'reports/' })
    expect(environment(routes, { LITELIFT_REPORTS_PREFIX: '' }).reports.prefix).toBe('')
  })

  test("trusts Node's CAs, or those of a named file alone", () => {
    const routes = [{ prefix: '', secretArn: 's' }]
    expect(environment(routes).ca).toContain('BEGIN CERTIFICATE')
    expect(environment(routes, { LITELIFT_CA_FILE: import.meta.filename }).ca).toContain('those of a named file alone')
  })

  test.each([
    ['routes that are not JSON', { LITELIFT_ROUTES: '[' }, 'LITELIFT_ROUTES: is not JSON'],
    ['no routes', { LITELIFT_ROUTES: '[]' }, 'LITELIFT_ROUTES'],
    ['an unknown option', { LITELIFT_ROUTES: '[{"prefix":"","secretArn":"s","shema":"x"}]' }, 'shema'],
    [
      'a cast to no type',
      { LITELIFT_ROUTES: '[{"prefix":"","secretArn":"s","tables":{"t":{"columns":{"c":{"type":"x"}}}}}]' },
      'LITELIFT_ROUTES.0.tables.t.columns.c.type',
    ],
    ['an unknown mode', { LITELIFT_ROUTES: '[{"prefix":"","secretArn":"s","mode":"x"}]' }, 'LITELIFT_ROUTES.0.mode'],
    [
      'one prefix twice',
      { LITELIFT_ROUTES: '[{"prefix":"","secretArn":"s"},{"prefix":"","secretArn":"t"}]' },
      'prefix',
    ],
    [
      'prefixes that take the same keys',
      routesOf({ prefix: 'a/{x}/' }, { prefix: 'a/{y}/' }),
      'prefixes that take the same keys',
    ],
    [
      'a prefix that is none',
      routesOf({ prefix: 'a{x}/', schema: '{x}' }),
      'LITELIFT_ROUTES.0.prefix: has {x} beside other text',
    ],
    [
      'a prefix with a brace alone',
      routesOf({ prefix: 'a{/', schema: '{x}' }),
      'LITELIFT_ROUTES.0.prefix: has a { alone',
    ],
    [
      'a schema of nothing',
      routesOf({ prefix: 'a/{x}/', schema: 't_{y}' }),
      'LITELIFT_ROUTES.0.schema: names {y}, and the prefix has {x}',
    ],
    [
      'a column of nothing',
      routesOf({ prefix: '', addColumns: { d: '{d}' } }),
      'LITELIFT_ROUTES.0.addColumns.d: names {d}, and the prefix has none',
    ],
    [
      'a schema of the key that an object may overrule',
      routesOf({ prefix: '{x}/', schema: '{x}', overrides: ['schema'] }),
      'LITELIFT_ROUTES.0.overrides: may not have a schema that is made of the key',
    ],
    [
      'replacing what others have',
      routesOf({ prefix: '{x}/', mode: 'replace', addColumns: { x: { value: '{x}', key: true } } }),
      'LITELIFT_ROUTES.0.mode: would take away the rows of other sources',
    ],
    ['no bucket for reports', { LITELIFT_REPORTS_BUCKET: undefined }, 'LITELIFT_REPORTS_BUCKET'],
    ['a prefix without a slash', { LITELIFT_REPORTS_PREFIX: 'reports' }, 'LITELIFT_REPORTS_PREFIX'],
    ['CAs that are not there', { LITELIFT_CA_FILE: '/nowhere.pem' }, '/nowhere.pem'],
  ])('%s are refused by name', (_, variables, named) => {
    const all = { LITELIFT_ROUTES: '[{"prefix":"","secretArn":"s"}]', LITELIFT_REPORTS_BUCKET: 'r', ...variables }
    expect(() => readEnvironment(all)).toThrow(
      expect.objectContaining({ code: 'option-invalid', message: expect.stringContaining(named) as unknown }),
    )
  })
})
