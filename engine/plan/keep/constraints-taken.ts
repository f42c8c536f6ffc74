import type { TablePlan } from '../plan.ts'

/**
 * The constraint names that a table has before its checks: constraints share a namespace per table, that of its keys with all
 * indexes of the schema as well. NOT NULL has names since PostgreSQL 18.
 */
export function constraintsTaken({
  name,
  columns,
  primaryKey,
  indexes,
}: Pick<TablePlan, 'name' | 'columns' | 'primaryKey' | 'indexes'>): string[] {
  const keys = [primaryKey, ...indexes.filter(({ constraint }) => constraint)]
  const notNulls = columns.filter(({ notNull }) => notNull).map((column) => `${name}_${column.name}_not_null`)
  return [...keys.flatMap((key) => key?.name ?? []), ...notNulls]
}
