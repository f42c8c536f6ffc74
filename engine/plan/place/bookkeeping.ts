import { asciiLower } from '../../source/schema/name.ts'
import type { Table } from '../../source/schema/schema.ts'

/** Tables in which tools keep the schema changes that they applied, or what else they made in this very database, by lower-case name; some names need columns to tell. */
const BOOKKEEPING: Record<string, { of: string; columns?: string[][] }> = {
  __diesel_schema_migrations: { of: 'Diesel' },
  __drizzle_migrations: { of: 'Drizzle' },
  __efmigrationshistory: { of: 'Entity Framework' },
  __efmigrationslock: { of: 'Entity Framework' },
  _prisma_migrations: { of: 'Prisma' },
  _sqlx_migrations: { of: 'SQLx' },
  _yoyo_log: { of: 'yoyo' },
  _yoyo_migration: { of: 'yoyo' },
  _yoyo_version: { of: 'yoyo' },
  aerich: { of: 'Aerich' },
  alembic_version: { of: 'Alembic' },
  applied_schema_deltas: { of: 'Synapse' },
  ar_internal_metadata: { of: 'Rails' },
  atlas_schema_revisions: { of: 'Atlas' },
  databasechangelog: { of: 'Liquibase' },
  databasechangeloglock: { of: 'Liquibase' },
  django_migrations: { of: 'Django' },
  doctrine_migration_versions: { of: 'Doctrine' },
  flyway_schema_history: { of: 'Flyway' },
  goose_db_version: { of: 'goose' },
  gorp_migrations: { of: 'sql-migrate' },
  knex_migrations: { of: 'Knex' },
  knex_migrations_lock: { of: 'Knex' },
  kysely_migration: { of: 'Kysely' },
  kysely_migration_lock: { of: 'Kysely' },
  migratehistory: { of: 'peewee_migrate' },
  migration_log: { of: 'Grafana', columns: [['migration_id', 'sql', 'success']] },
  migrations: {
    of: 'Laravel or TypeORM',
    columns: [
      ['migration', 'batch'],
      ['timestamp', 'name'],
    ],
  },
  mikro_orm_migrations: { of: 'MikroORM' },
  phinxlog: { of: 'Phinx' },
  refinery_schema_history: { of: 'Refinery' },
  schema_compat_version: { of: 'Synapse' },
  schema_migrations: { of: 'Rails, Ecto, dbmate or golang-migrate' },
  schema_version: { of: 'Flyway or Synapse', columns: [['version']] },
  schemaversions: { of: 'DbUp', columns: [['scriptname', 'applied']] },
  seaql_migrations: { of: 'SeaORM' },
  sequelizemeta: { of: 'Sequelize' },
  strapi_database_schema: { of: 'Strapi' },
  strapi_migrations: { of: 'Strapi' },
  strapi_migrations_internal: { of: 'Strapi' },
  typeorm_metadata: { of: 'TypeORM' },
  yoyo_lock: { of: 'yoyo' },
}

/** The tool whose schema changes the table keeps by its name, or null. */
export function bookkeeperOf({ name, columns }: Pick<Table, 'name' | 'columns'>): string | null {
  const known = Object.entries(BOOKKEEPING).find(([known]) => known === asciiLower(name))?.[1]
  if (!known) return null
  const has = new Set(columns.map((column) => asciiLower(column.name)))
  return (known.columns ?? [[]]).some((all) => all.every((column) => has.has(column))) ? known.of : null
}
