import { Client } from 'pg'
import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'

test('the role is ordinary: it may make schemas and nothing beyond', async () => {
  await using database = await createDatabase()

  const rows = await database.query(
    `SELECT rolsuper, rolcreatedb, rolcreaterole, has_database_privilege(current_database(), 'CREATE') AS create
     FROM pg_roles WHERE rolname = current_user`,
  )

  expect(rows).toEqual([{ rolsuper: false, rolcreatedb: false, rolcreaterole: false, create: true }])
  await database.query('CREATE SCHEMA mine')
  await expect(database.query('CREATE TABLE public.t (a int)')).rejects.toThrow('permission denied for schema public')
})

test('a connection left open is reported with its last statement', async () => {
  const database = await createDatabase({ patience: 100 })
  const leaked = new Client(database.url)
  const ended = new Promise((resolve) => leaked.on('error', resolve))
  await leaked.connect()
  await leaked.query('SELECT 42')

  await expect(database[Symbol.asyncDispose]()).rejects.toThrow(/left open[^]*SELECT 42/)
  await ended
})

test('a disposed database is gone', async () => {
  const database = await createDatabase({ createInPublic: true })
  await database.query('CREATE TABLE public.t (a int)')
  await database[Symbol.asyncDispose]()

  const late = new Client(database.url)
  await expect(late.connect()).rejects.toThrow('password authentication failed')
})
