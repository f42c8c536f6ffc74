import type { DataSourceOptions } from 'typeorm'

const url = process.env['DATABASE_URL']!

export const isSqlite = url.startsWith('sqlite://')

export const connection: DataSourceOptions = isSqlite
  ? { type: 'better-sqlite3', database: url.slice('sqlite://'.length) }
  : { type: 'postgres', url, uuidExtension: 'pgcrypto', installExtensions: false }
