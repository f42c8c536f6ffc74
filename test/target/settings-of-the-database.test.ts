import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const FILE = `
  CREATE TABLE a (id INTEGER PRIMARY KEY, at DATETIME, span TEXT, tags JSON, bytes BLOB, x REAL, name TEXT UNIQUE CHECK (name <> ''));
  CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id), big INTEGER);
  CREATE INDEX a_name ON a (lower(name)) WHERE x > 0;
  CREATE VIEW v AS SELECT a.id, a.name || '\\' AS name, count(b.id) AS n FROM a LEFT JOIN b ON b.a = a.id GROUP BY a.id, a.name;
  INSERT INTO a VALUES (1, '2024-05-06 07:08:09.123456', '1 mon 2 days 03:04:05', '["a",null]', x'00ff5c27', 0.1, 'it''s \\n'), (2, NULL, NULL, NULL, NULL, 1e300, NULL);
  INSERT INTO b VALUES (1, 1, 9007199254740993), (2, NULL, 1)`

/** Settings that mean a refusal to work, or that the test's own server cannot change. */
const LEFT_ALONE = new Set([
  // Read-only and the like are errors of their own (docs/errors.md).
  'default_transaction_read_only',
  'transaction_read_only',
  'transaction_deferrable',
  'transaction_isolation',
  // Where a role may not read, the library that it names is refused at the login.
  'local_preload_libraries',
  'session_preload_libraries',
  'role',
  'session_authorization',
  'temp_tablespaces',
  'default_tablespace',
  'default_table_access_method',
  'event_triggers',
])

interface Setting {
  name: string
  vartype: string
  enumvals: string[] | null
  min_val: string | null
  max_val: string | null
  reset_val: string
}

/** Other values of a setting than its own, the most different ones. */
function others({ name, vartype, enumvals, min_val: least, max_val: most, reset_val: own }: Setting): string[] {
  if (vartype === 'bool') return [own === 'on' ? 'off' : 'on']
  if (vartype === 'enum') return (enumvals ?? []).filter((value) => value !== own)
  // Milliseconds, fewer than the migration of the test sleeps.
  if (vartype === 'integer' && name.endsWith('_timeout')) return ['1000']
  if (vartype === 'integer' || vartype === 'real') return [least!, most!].filter((value) => value !== own)
  return TEXTS[name] ?? []
}

const TEXTS: Record<string, string[]> = {
  DateStyle: ['SQL, DMY', 'German'],
  TimeZone: ['Asia/Kathmandu'],
  search_path: ['nowhere', ''],
  lc_monetary: ['C'],
  client_encoding: ['LATIN1'],
  application_name: ['other'],
}

/** Settings that cost or save time, or say something in logs: all of them at once. */
const OF_TIME =
  /^(enable_|geqo|jit|cursor_|plan_cache|constraint_excl|parallel|debug_|log_|trace_|track_|min_parallel|max_parallel|vacuum|backend_flush|effective|hash_mem|work_mem|maintenance|temp_buff|logical|commit_|compute_|recursive|stats|gin_|wal_|lo_compat|allow_|ignore_|zero_|exit_)|_cost$|collapse/

test('no setting that a database or role carries changes what arrives', { timeout: 300_000 }, async () => {
  await using target = await createDatabase()
  const [where] = await target.query<{ name: string }>('SELECT quote_ident(current_database()) AS name')
  const change = (what: string) => target.query(`ALTER ROLE CURRENT_USER IN DATABASE ${where!.name} ${what}`)
  const settings = await target.query<Setting & Record<string, unknown>>(
    `SELECT name, vartype, enumvals, min_val, max_val, reset_val FROM pg_settings WHERE context = 'user' ORDER BY name`,
  )
  const tried = settings.filter(({ name }) => !LEFT_ALONE.has(name))
  // Eight at a time: each has a migration of its own where those of its group fail together.
  const [ofTime = [], meaningful = []] = [true, false].map((is) =>
    tried.filter(({ name }) => OF_TIME.test(name) === is),
  )
  const groups = [ofTime, ...chunks(meaningful, 8)]
  const wrong: string[] = []
  let flipped = 0
  const failing = async (group: { name: string; value: string }[]): Promise<string[]> => {
    const set: string[] = []
    for (const { name, value } of group) {
      // Not every value is to be had on every server.
      const isSet = await change(`SET ${name} = '${value}'`).then(
        () => true,
        () => false,
      )
      if (isSet) set.push(name)
    }
    flipped += set.length
    const sleeps = set.some((name) => name.endsWith('_timeout'))
    const { error } = await migrateSql(target, FILE, {
      uri: `file:${group.map(({ name, value }) => `${name}=${value}`).join()}`,
      options: { schema: 's', verify: 'full', mode: 'replace', after: sleeps ? ['SELECT pg_sleep(1.5)'] : [] },
    })
    for (const name of set) await change(`RESET ${name}`)
    if (!error) return []
    if (group.length === 1) return [`${group[0]!.name} = ${group[0]!.value}: ${error.code} ${error.message}`]
    const alone: string[] = []
    for (const one of group) alone.push(...(await failing([one])))
    return alone.length > 0 ? alone : [`${set.join(' ')}: ${error.code} ${error.message}`]
  }
  for (const group of groups) {
    const values = group.map((setting) => ({ name: setting.name, values: others(setting) }))
    for (let round = 0; values.some((one) => round < one.values.length); round++) {
      const one = values.flatMap(({ name, values }) => (round < values.length ? [{ name, value: values[round]! }] : []))
      wrong.push(...(await failing(one)))
    }
  }
  expect(wrong).toEqual([])
  expect(flipped).toBeGreaterThan(100)
})

function chunks<Item>(items: Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size))
}
