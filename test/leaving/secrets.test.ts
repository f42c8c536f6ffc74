import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parsePostgresUrl } from '../../engine/target/url.ts'
import { withoutLiterals, withoutSecrets } from '../../engine/publish/without-secrets.ts'
import { litelift, type Run } from '../cli/run.ts'
import { SHOP } from '../cli/shop.ts'
import { createDatabase } from '../database.ts'
import { deploy, SECRET, type Deployment } from '../lambda/deployment.ts'
import { startFaults, type FaultyService } from '../lambda/faults.ts'
import { scratchFolder } from '../scratch.ts'

/** Looked for in all outputs; in halves too, because messages quote the beginning of what they cannot read. */
const CANARY = `kanari${randomBytes(6).toString('hex')}vogel`
const HALVES = /kanari|vogel/

/** Statements of the user's own that PostgreSQL refuses, and repeats in one way or another. */
const STATEMENTS = [
  `ALTER ROLE nobody_of_that_name PASSWORD '${CANARY}'`,
  `ALTER ROLE nobody PASSWORD ${CANARY}`,
  `ALTER ROLE nobody PASSWORD "${CANARY}"`,
  `SELECT '${CANARY}'::int`,
  `SELECT E'${CANARY}\\'s'::timestamp`,
  `SELECT $x$${CANARY}$x$::inet`,
  `SELECT 1 -- ${CANARY}\n + nothing`,
  `DO $$ BEGIN RAISE EXCEPTION 'no % here', '${CANARY}' USING DETAIL = '${CANARY} again'; END $$`,
  `DO $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '40001', DETAIL = 'secret ${CANARY}'; END $$`,
]

function expectNone(...texts: string[]): void {
  for (const text of texts)
    expect(
      HALVES.exec(text)
        ?.input.replaceAll(/\s+/g, ' ')
        .match(/.{0,300}(kanari|vogel).{0,100}/)?.[0],
    ).toBeUndefined()
}

const all = ({ stdout, stderr }: Run) => stdout + stderr

describe('the command line', () => {
  test.each(STATEMENTS)('says nothing of the literals of %s', async (statement) => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const config = join(folder.path, 'litelift.json')
    await writeFile(config, JSON.stringify({ schema: 's', before: [statement], after: [statement] }))
    const args = [folder.database('a.sqlite', SHOP), '--to', target.url, '--config', config, '--debug']
    const page = join(folder.path, 'r.html')
    const migrated = await litelift(['migrate', ...args, '--json', '--report', page])
    expect(migrated.code).toBeGreaterThan(0)
    expect(migrated.stderr).toMatch(/before\.0|busy/)
    const planned = await litelift(['plan', ...args, '--json'])
    expect(planned.code).toBe(0)
    const ledger = await target.query<{ report: unknown }>('SELECT report FROM litelift.migration')
    const status = await litelift(['status', '--to', target.url, '--json', '--debug'])
    // Outside of literals a password is no SQL; what no server takes is shown as it was given.
    if (!/PASSWORD [^']/.test(statement)) expectNone(all(planned))
    expectNone(all(migrated), await readFile(page, 'utf8'), JSON.stringify(ledger), all(status))
  })

  test.each([
    [['migrate', 'a.db', '--mode', `password=${CANARY}`]],
    [['migrate', 'a.db', '--workers', CANARY]],
    [['migrate', 'a.db', '--verify', CANARY]],
    [['migrate', 'a.db', `--password=${CANARY}`]],
    [['migrate', 'a.db', `PGPASSWORD=${CANARY}`]],
    [[`PGPASSWORD=${CANARY}`, 'migrate']],
    [[CANARY]],
    [['status', '--to', `postgres://u:${CANARY}@127.0.0.1:1/d`]],
    [['status', '--to', `postgres://u:${CANARY}/x@127.0.0.1:1/d`]],
    [['status', '--to', `postgres://u@127.0.0.1:1/d?password=${CANARY}&options=${CANARY}`]],
    [['status', '--to', `host=h password=${CANARY}`]],
  ])('repeats no value of %j', async (args) => {
    const env = { PGPASSWORD: CANARY, PGSSLROOTCERT: '' }
    const run = await litelift([...args, '--json', '--debug'], { env })
    expect(run.code).toBeGreaterThan(0)
    expectNone(all(run))
  })

  test('a password that the server refuses, or takes, is in no output', async () => {
    await using target = await createDatabase({ createInPublic: true })
    using folder = scratchFolder()
    const file = folder.database('a.sqlite', SHOP)
    await target.admin(`ALTER ROLE ${target.settings.user} PASSWORD '${CANARY}'`)
    const { host, port, user, database } = target.settings
    const to = ['--to', `postgres://${user}@${host}:${port}/${database}`, '--debug']
    const outputs: string[] = []
    for (const password of [CANARY, `${CANARY}x`]) {
      for (const command of ['migrate', 'plan', 'verify', 'status']) {
        const files = command === 'status' ? [] : [file]
        const report = command === 'migrate' ? ['--report', join(folder.path, 'r.html')] : []
        const run = await litelift([command, ...files, ...to, ...report, '--json'], { env: { PGPASSWORD: password } })
        expect(run.code).toBe(password === CANARY ? 0 : 1)
        outputs.push(all(run))
      }
    }
    for (const name of await readdir(folder.path)) outputs.push(await readFile(join(folder.path, name), 'latin1'))
    expectNone(...outputs)
  })
})

describe('the function', () => {
  test('logs and reports nothing of a secret, whatever it holds', async () => {
    let faults!: FaultyService
    await using deployed = await deploy({}, async ({ secrets }) => {
      faults = await startFaults(secrets.url)
      return { AWS_ENDPOINT_URL_SECRETS_MANAGER: faults.url, POWERTOOLS_LOG_LEVEL: 'DEBUG', AWS_MAX_ATTEMPTS: '1' }
    })
    await using _ = faults
    const { host, port, user: username, database: dbname } = deployed.database.settings
    const whole = { engine: 'postgres', username, password: CANARY, host, port, dbname }
    const secrets: [unknown, string][] = [
      [whole, 'target-refused-login'],
      [{ ...whole, password: `${CANARY}\ud800` }, 'secret-invalid'],
      [{ ...whole, username: `${CANARY}\0` }, 'secret-invalid'],
      [{ ...whole, port: CANARY }, 'secret-invalid'],
      [`{"password": "${CANARY}"`, 'secret-invalid'],
      [CANARY, 'secret-invalid'],
      [`postgres://u:${CANARY}\ud800@h/d`, 'secret-invalid'],
      [`postgres://u:${CANARY}/@h/d`, 'secret-invalid'],
    ]
    for (const [secret, code] of secrets) {
      deployed.aws.secrets.put(SECRET, secret)
      expect(await failureOf(deployed)).toBe(code)
    }
    faults.fault = () => ({ status: 200, body: `{"SecretString":"${CANARY}", ${CANARY}` })
    expect(await failureOf(deployed)).toBe('secret-unavailable')
    expectNone(await deployed.printed(), JSON.stringify(await deployed.reports()))
  })

  test.each(STATEMENTS)('says nothing of the literals of %s', async (statement) => {
    await using deployed = await deploy({ before: [statement] })
    expect(await failureOf(deployed)).toMatch(/statement-refused|target-busy/)
    expectNone(await deployed.printed(), JSON.stringify(await deployed.reports()))
  })
})

let drops = 0

/** Drops a file, and gives the code that its report ends with. */
async function failureOf(deployed: Deployment): Promise<string | undefined> {
  const key = `a${drops++}.db`
  await deployed.function.deliver(await deployed.put(key, SHOP))
  const reports = await deployed.reports()
  const [report] = Object.entries(reports).filter(([name]) => name.includes(`/${key}/`))
  return report?.[1].error?.code
}

describe('literals of SQL', () => {
  test.each([
    [`SELECT 'a''b', 'C:\\', 'c'`, `SELECT '…', '…', '…'`],
    [`SELECT E'a\\'b', "x'y", 'z`, `SELECT '…', "x'y", '…'`],
    [`DO $f$ 'x' $f$; SELECT $1, $$b$$`, `DO '…'; SELECT $1, '…'`],
    [`SELECT 1 -- it's\n, 'a' /* 'b' */`, `SELECT 1 \n, '…' `],
  ])('%s', (sql, without) => {
    expect(withoutLiterals(sql)).toBe(without)
  })

  test('what a message says of other things stays', () => {
    const message = 'relation "shop.x" does not exist'
    expect(withoutSecrets(message, `INSERT INTO shop.x VALUES ('a')`, { code: '42P01' })).toBe(message)
  })
})

describe('a CA that is named is asked, on this machine too', () => {
  test.each(['postgres://u@localhost/d?sslrootcert=/ca.pem', 'postgres://u@127.0.0.1/d'])('%s', (url) => {
    const environment = { PGSSLROOTCERT: '/ca.pem' }
    expect(parsePostgresUrl(url, { readCa: (path) => `PEM of ${path}`, environment }).tls).toEqual({
      ca: 'PEM of /ca.pem',
    })
    expect(() => parsePostgresUrl(url, { environment })).toThrow('sslrootcert')
  })
})
