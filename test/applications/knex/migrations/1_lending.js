exports.up = async (knex) => {
  await knex.schema.createTable('genre', (table) => {
    table.increments('id')
    table.string('name', 40).notNullable().unique()
  })
  await knex.schema.createTable('reader', (table) => {
    table.uuid('id').primary()
    table.string('name').notNullable()
    table.boolean('blocked').notNullable().defaultTo(false)
    table.date('born')
    // In SQLite: texts where the database filled it in, milliseconds where the application did.
    table.timestamps(true, true, true)
  })
  await knex.schema.createTable('book', (table) => {
    table.bigIncrements('id')
    table.string('title', 100).notNullable()
    table.enum('state', ['in', 'out', 'lost']).notNullable().defaultTo('in')
    table.integer('genre').unsigned().references('genre.id').onDelete('SET NULL')
    table.tinyint('shelf')
    table.smallint('year')
    table.bigInteger('barcode')
    table.decimal('price', 10, 2)
    table.float('weight')
    table.double('score')
    table.time('reading')
    table.datetime('bought', { precision: 3 })
    table.json('extra')
    table.jsonb('tags')
    table.binary('cover')
    table.text('story')
    table.unique(['title', 'year'])
    table.index('bought')
  })
  await knex.schema.createTable('loan', (table) => {
    table.bigInteger('book').notNullable().references('book.id').onDelete('CASCADE')
    table.uuid('readerId').notNullable().references('reader.id')
    table.timestamp('lentAt').notNullable().defaultTo(knex.fn.now())
    table.check('?? >= 0', ['fine'], 'fine_not_negative')
    table.integer('fine').notNullable().defaultTo(0)
    table.primary(['book', 'readerId'])
  })
}

exports.down = async (knex) => {
  for (const table of ['loan', 'book', 'reader', 'genre']) await knex.schema.dropTable(table)
}
