/** What the application does with its database: `migrate` and `fill` it, `show` every row, `insert` more rows of every table. */

const { join } = require('node:path')
const { inspect } = require('node:util')
const makeKnex = require('knex')

const url = process.env.DATABASE_URL
const isSqlite = url.startsWith('sqlite://')
const knex = makeKnex({
  client: isSqlite ? 'better-sqlite3' : 'pg',
  connection: isSqlite ? { filename: url.slice('sqlite://'.length) } : url,
  useNullAsDefault: true,
  migrations: { directory: join(__dirname, 'migrations') },
})
if (!isSqlite) {
  const { types } = require('pg')
  // A day is no moment, and the application's numbers are within 2^53.
  types.setTypeParser(types.builtins.DATE, String)
  types.setTypeParser(types.builtins.INT8, Number)
}

const ids = ['00112233-4455-6677-8899-aabbccddeeff', 'ffffffff-ffff-ffff-ffff-ffffffffffff']

/** One by one, so that a column that a row does not name gets its default in SQLite as well. */
async function insertEach(table, rows) {
  for (const row of rows) await knex(table).insert(row)
}

async function fill() {
  await insertEach('reader', [
    { id: ids[0], name: 'Zoë 📚', blocked: true, born: '1815-12-10', createdAt: new Date('2024-02-29T23:59:59.999Z') },
    { id: ids[1], name: '', born: null },
  ])
  await knex('genre').insert({ name: 'science' })
  const [{ id }] = await knex('genre').where({ name: 'science' })
  await insertEach('book', [
    // As much as a column holds, as little as it holds.
    {
      title: 'x'.repeat(100),
      state: 'out',
      genre: id,
      shelf: 127,
      year: 32767,
      barcode: Number.MAX_SAFE_INTEGER,
      price: 99999999.99,
      weight: 0.5,
      score: 1.7976931348623157e308,
      reading: '23:59:59',
      bought: new Date('2199-12-31T23:59:59.999Z'),
      extra: JSON.stringify({ b: [1, null], a: 'ü' }),
      tags: JSON.stringify(['a', { b: 1.5 }]),
      cover: Buffer.from([0, 1, 255]),
      story: 'Two\nlines \\ "quoted" \'twice\'',
    },
    {
      title: '',
      year: -32768,
      barcode: -Number.MAX_SAFE_INTEGER,
      price: 0,
      weight: -2,
      score: -0.1,
      bought: new Date('1980-01-01T00:00:00Z'),
      extra: 'null',
      tags: '"text"',
      cover: Buffer.alloc(0),
      story: '',
    },
    { title: 'nothing else' },
  ])
  await insertEach('loan', [
    { book: 1, readerId: ids[0], lentAt: new Date('2024-03-31T01:00:00Z'), fine: 250 },
    { book: 2, readerId: ids[0] },
  ])
}

/** One line a row, by table and key: as the application reads them, which knows what its columns mean. */
async function show() {
  for (const [table, ...key] of [
    ['genre', 'id'],
    ['reader', 'id'],
    ['book', 'id'],
    ['loan', 'book', 'readerId'],
  ]) {
    for (const row of await knex(table).orderBy(key)) {
      for (const [column, value] of Object.entries(row)) row[column] = value === null ? null : meant(column, value)
      process.stdout.write(`${table} ${inspect(row, { depth: null })}\n`)
    }
  }
}

function meant(column, value) {
  switch (column) {
    case 'blocked':
      return Boolean(value)
    case 'createdAt':
    case 'updatedAt':
    case 'bought':
    case 'lentAt':
      // SQLite's CURRENT_TIMESTAMP is UTC and does not say so.
      return new Date(typeof value === 'string' ? `${value}Z` : value)
    case 'price':
      return Number(value).toFixed(2)
    case 'extra':
    case 'tags':
      return sorted(typeof value === 'string' && isSqlite ? JSON.parse(value) : value)
    default:
      return value
  }
}

/** The keys of an object have an order in texts, not in jsonb. */
function sorted(value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted())
}

/** As many as make a sequence that was not advanced give an id that is taken. */
async function insert() {
  const [{ taken }] = await knex('book').count({ taken: '*' })
  for (let number = Number(taken); number < Number(taken) + 5; number++) {
    const [genre] = await knex('genre')
      .insert({ name: `new ${number}` })
      .returning('id')
    const [book] = await knex('book')
      .insert({ title: `new ${number}`, genre: genre.id })
      .returning(['id', 'state'])
    await knex('loan').insert({ book: book.id, readerId: ids[1] })
    if (book.state !== 'in') throw new Error(`The default of state gave ${book.state}`)
  }
}

const programs = { migrate: () => knex.migrate.latest(), fill, show, insert }

programs[process.argv[2]]().finally(() => knex.destroy())
