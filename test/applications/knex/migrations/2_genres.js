/** Rows with which every database of the application begins. */
exports.up = async (knex) => {
  await knex('genre').insert(['novel', 'poetry', 'travel'].map((name) => ({ name })))
}

exports.down = async (knex) => {
  await knex('genre').delete()
}
