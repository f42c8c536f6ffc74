import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundle } from '../../infra/bundle.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { makeRole } from '../../lambda/own-role/make-role.ts'
import { startFunction } from '../../local/standins/lambda-runtime.ts'
import { startSecretsManager } from '../../local/standins/secrets-manager.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { scratchFolder } from '../scratch.ts'

const PASSWORD = 'for-tests-only'

interface Cluster extends AsyncDisposable {
  /** As the owner of the database, who is no superuser, as on RDS. */
  owner: TestDatabase
  role: string
  /** As the function. */
  asFunction: () => TestDatabase
}

/** A database as the stack makes it: with an owner who may make roles, and RDS's role for logging in by IAM. */
async function cluster(): Promise<Cluster> {
  await using stack = new AsyncDisposableStack()
  const owner = stack.use(await createDatabase())
  const { user, database } = owner.settings
  const role = `${user}_function`
  await owner.admin(`ALTER ROLE ${user} CREATEROLE; ALTER DATABASE ${database} OWNER TO ${user}`)
  await owner.admin(`
    DO $$ BEGIN
      CREATE ROLE rds_iam NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$`)
  await owner.admin(`GRANT rds_iam TO ${user} WITH ADMIN OPTION, INHERIT FALSE, SET FALSE`)
  stack.defer(async () => {
    await owner.admin(`DROP OWNED BY ${role} CASCADE`).catch(() => undefined)
    await owner.admin(`DROP ROLE IF EXISTS ${role}`)
    await owner.admin(`ALTER DATABASE ${database} OWNER TO CURRENT_USER`)
    await owner.admin(`DROP OWNED BY ${user} CASCADE`)
  })
  const running = stack.move()
  const settings = { ...owner.settings, user: role, password: PASSWORD }
  return {
    owner,
    role,
    asFunction: () => ({ ...owner, settings }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function deployed({ owner, role }: Cluster, schemas = ['public', 's']): Promise<void> {
  await using connection = await connect(owner.settings, 'litelift deployment')
  await makeRole(connection.client, { role, schemas }, 0)
  // In place of IAM, which is Amazon's.
  await owner.admin(`ALTER ROLE ${role} PASSWORD '${PASSWORD}'`)
}

const SHOP = `
  CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customer (id));
  CREATE TRIGGER t AFTER INSERT ON invoice BEGIN UPDATE customer SET name = name WHERE id = new.customer; END;
  CREATE VIEW names AS SELECT name FROM customer;
  INSERT INTO customer VALUES (1, 'Ada'); INSERT INTO invoice VALUES (1, 1)`

describe("the function's role", () => {
  test('migrates into an empty database, in every mode, and the owner reads what came', async () => {
    await using database = await cluster()
    await deployed(database)
    for (const mode of ['append', 'upsert', 'truncate', 'mirror', 'replace'] as const) {
      const report = await migrateSql(database.asFunction(), `${SHOP}; INSERT INTO customer VALUES (2, '${mode}')`, {
        options: { mode, triggers: true },
      })
      expect({ mode, error: report.error }).toEqual({ mode, error: null })
    }
    expect(await database.owner.query('SELECT name FROM s.customer ORDER BY id')).toEqual([
      { name: 'Ada' },
      { name: 'replace' },
    ])
    expect(
      await database.owner.query("SELECT count(*)::int FROM litelift.migration WHERE state = 'published'"),
    ).toEqual([{ count: 5 }])
    // Nor is anything in the way of the owner's own login: a member of rds_iam could use no password any more.
    expect(
      await database.owner.query(`SELECT pg_has_role(current_user, '${database.role}', 'USAGE') AS "inherits",
                                         pg_has_role('${database.role}', 'rds_iam', 'USAGE') AS iam`),
    ).toEqual([{ inherits: false, iam: true }])
  })

  test("takes over what an earlier version made as the owner, and leaves the owner's own", async () => {
    await using database = await cluster()
    const { owner } = database
    const options = { mode: 'replace', triggers: true } as const
    expect(await migrateSql(owner, SHOP, { options })).toMatchObject({ error: null })
    await owner.query('CREATE TABLE s.own (id bigserial PRIMARY KEY, name text); CREATE TABLE s.secret ()')
    await owner.query('CREATE ROLE readers_of_' + owner.settings.user)
    await owner.query(`GRANT SELECT ON s.customer TO readers_of_${owner.settings.user}`)
    await deployed(database)
    await deployed(database)
    const owners = await owner.query<{ name: string; owner: string }>(`
      SELECT c.relname AS name, c.relowner::regrole::text AS owner FROM pg_class c
       WHERE c.relnamespace = 's'::regnamespace AND c.relkind IN ('r', 'v') ORDER BY 1`)
    expect(owners.map(({ name, owner: by }) => [name, by === database.role])).toEqual([
      ['customer', true],
      ['invoice', true],
      ['names', true],
      ['own', false],
      ['secret', false],
    ])
    const later = await migrateSql(database.asFunction(), `${SHOP}; INSERT INTO customer VALUES (2, 'Bob')`, {
      options,
    })
    expect(later).toMatchObject({ error: null, outcome: 'published' })
    // An earlier version is still known, and so is what was granted.
    expect(await migrateSql(database.asFunction(), SHOP, { options })).toMatchObject({
      outcome: 'already-published',
    })
    expect(
      await owner.query(
        `SELECT has_table_privilege('readers_of_${owner.settings.user}', 's.customer', 'SELECT') AS may`,
      ),
    ).toEqual([{ may: true }])
    // Tables of the owner's are filled, not owned; a sequence goes on behind the ids.
    const own = "CREATE TABLE own (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO own VALUES (7, 'x')"
    expect(await migrateSql(database.asFunction(), own, {})).toMatchObject({ error: null })
    expect(await owner.query("INSERT INTO s.own (name) VALUES ('y') RETURNING id")).toEqual([{ id: '8' }])
    expect(await migrateSql(database.asFunction(), `${own}, (8, 'z')`, { options })).toMatchObject({
      error: { code: 'target-grant-missing' },
    })
    await owner.admin(`DROP OWNED BY readers_of_${owner.settings.user}; DROP ROLE readers_of_${owner.settings.user}`)
  })

  test('is not made while the owner migrates', async () => {
    await using database = await cluster()
    await using _ = await connect(database.owner.settings, 'litelift 0123456789abcdef')
    await expect(deployed(database)).rejects.toMatchObject({ code: 'target-busy' })
    expect(await database.owner.query(`SELECT FROM pg_roles WHERE rolname = '${database.role}'`)).toEqual([])
  })

  test("reaches no schema of somebody else's", async () => {
    await using database = await cluster()
    await database.owner.query('CREATE SCHEMA payroll; CREATE TABLE payroll.salary (id int)')
    await deployed(database)
    const drop = 'CREATE TABLE salary (id INTEGER)'
    expect(await migrateSql(database.asFunction(), drop, { options: { schema: 'payroll' } })).toMatchObject({
      error: { code: 'target-grant-missing' },
    })
  })
})

test('the bundled step of the deployment does it, with the secret of the owner alone', async () => {
  await using database = await cluster()
  using folder = scratchFolder()
  await using secrets = await startSecretsManager()
  const [directory, temporary] = [join(folder.path, 'code'), join(folder.path, 'tmp')]
  await mkdir(temporary)
  bundle({ architecture: process.arch as 'x64' | 'arm64', directory, entry: 'own-role' })
  await using step = await startFunction({
    directory,
    environment: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: randomBytes(8).toString('hex'),
      AWS_SECRET_ACCESS_KEY: randomBytes(8).toString('hex'),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    },
    temporary,
    log: join(folder.path, 'log'),
  })
  const { host, port, user: username, password, database: name } = database.owner.settings
  secrets.put('owner', { username, password })
  const properties = { ServiceToken: 'arn', secretArn: 'owner', host, port: String(port), database: name }
  const request = (RequestType: string) =>
    step.deliver({ RequestType, ResourceProperties: { ...properties, role: database.role, schemas: ['public'] } })
  const done = { outcome: 'response', response: { PhysicalResourceId: `${host}/${name}/${database.role}` } }
  expect(await request('Create')).toEqual(done)
  expect(await request('Update')).toEqual(done)
  expect(await request('Delete')).toEqual(done)
  expect(await database.owner.query(`SELECT FROM pg_roles WHERE rolname = '${database.role}'`)).toHaveLength(1)
  secrets.put('owner', { username, password: 'rotated away' })
  expect(await request('Update')).toMatchObject({ outcome: 'error' })
})
