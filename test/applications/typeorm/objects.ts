/** What the application does with its database: `migrate` and `fill` it, `show` every object, `insert` more of every class. */

import 'reflect-metadata'
import { inspect } from 'node:util'
import { DataSource } from 'typeorm'
import { connection } from './database.ts'
import { Article, Book, Buyer, Category, Customer, entities, Order, Profile, Rate } from './entities.ts'
import { Rates1700000000000 } from './rates.ts'

const source = new DataSource({ ...connection, entities, migrations: [Rates1700000000000] })

async function migrate(): Promise<void> {
  await source.synchronize()
  await source.runMigrations()
}

async function fill(): Promise<void> {
  const { manager } = source
  const root = await manager.save(Category, { name: 'all' })
  const leaf = await manager.save(Category, { name: 'maps 🗺', parent: root })
  const atlas = await manager.save(Book, { title: 'Atlas', pages: 2147483647, category: leaf })
  const pen = await manager.save(Article, { title: '' })
  const ada = await manager.save(Customer, {
    email: 'ada@shop.example',
    address: { street: 'Ünter den Linden', zipCode: '10117' },
  })
  const gone = await manager.save(Customer, { email: 'gone@shop.example', address: {} })
  await manager.save(Customer, { ...ada, address: { ...ada.address, zipCode: null } })
  await manager.softDelete(Customer, gone.id)
  await manager.save(Profile, { customer: ada, settings: { dark: true, sizes: [1, 2.5] }, interests: ['maps', 'ink'] })
  await manager.save(Order, {
    // As much as a column holds, as little as it holds, and what is in between.
    number: 2 ** 30 - 1,
    state: 'sent',
    amount: 9999999999.99,
    reference: Number.MAX_SAFE_INTEGER,
    parcels: 32767,
    weight: 1.7976931348623157e308,
    share: 0.25,
    gift: true,
    due: '9999-12-31',
    at: '23:59:59',
    paidAt: new Date('2024-02-29T23:59:59.999Z'),
    extra: { b: [1, null], a: 'ü' },
    tags: ['a', { b: 1.5 }],
    label: Buffer.from([0, 1, 255]),
    remark: 'Two\nlines \\ "quoted" \'twice\'',
    customer: ada,
    articles: [atlas, pen],
  })
  await manager.save(Order, {
    number: -1,
    amount: 0,
    remark: '',
    label: Buffer.alloc(0),
    weight: -0.1,
    customer: ada,
    articles: [pen],
  })
  await manager.save(Order, { number: 0, amount: 0.1, customer: gone, due: '0001-01-01', at: '00:00:00', tags: {} })
}

async function show(): Promise<void> {
  for (const { target, primaryColumns } of source.entityMetadatas.filter(({ tableType }) => tableType !== 'junction')) {
    const keys = target === Buyer ? ['customer'] : primaryColumns.map(({ propertyName }) => propertyName)
    const order = Object.fromEntries(keys.map((key) => [key, 'ASC']))
    if (typeof target === 'string') continue
    for (const found of await source.manager.find(target, { order, withDeleted: true, loadRelationIds: true })) {
      // Databases give the ids of many related objects in any order.
      for (const ids of Object.values(found)) if (Array.isArray(ids)) ids.sort()
      print(found)
    }
  }
  print(await source.manager.getTreeRepository(Category).findTrees())
  print(
    await source.manager.find(Order, { order: { id: 'ASC', articles: { id: 'ASC' } }, relations: { articles: true } }),
  )
}

function print(value: unknown): void {
  // The keys of an object have an order in texts, not in jsonb.
  process.stdout.write(`${inspect(value, { depth: null, sorted: true })}\n`)
}

/** As many as make a sequence that was not advanced give an id that is taken. */
async function insert(): Promise<void> {
  const { manager } = source
  const taken = await manager.count(Order)
  for (let number = taken; number < taken + 5; number++) {
    const category = await manager.save(Category, {
      name: 'new',
      parent: await manager.findOneBy(Category, { name: 'all' }),
    })
    const article = await manager.save(Article, { title: `new ${number}`, category })
    const customer = await manager.save(Customer, { email: `new ${number}`, address: {} })
    await manager.save(Profile, { customer, settings: {}, interests: [] })
    const { id } = await manager.save(Order, { number, amount: 1, customer, articles: [article] })
    const { twice, state } = await manager.findOneByOrFail(Order, { id })
    if (twice !== 2 * number || state !== 'new') throw new Error(`Order ${id} has ${twice} and ${state}`)
    await manager.insert(Rate, { country: 'IT', year: number, percent: 22 })
  }
}

const programs: Record<string, () => Promise<void>> = { migrate, fill, show, insert }

async function main(): Promise<void> {
  await source.initialize()
  try {
    await programs[process.argv[2]!]!()
  } finally {
    await source.destroy()
  }
}

void main()
