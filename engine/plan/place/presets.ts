import type { Preset } from '../../options/presets.ts'
import type { SourceForm } from '../../options/source-form.ts'
import { asciiLower } from '../../source/schema/name.ts'
import type { Table } from '../../source/schema/schema.ts'
import { bookkeeperOf } from './bookkeeping.ts'

/** What texts that are declared as no more than text may be, each told by its form. */
export type TextMeaning = 'uuid' | 'timestamp' | 'date' | 'time'

/** What columns of one declared type hold, by the convention of a framework. */
export interface PresetRule {
  /** As a key of the option `types`. */
  declared: string
  /** Only columns whose DEFAULT is one of these expressions, lower case without blanks and outer parentheses. */
  defaults?: string[]
  type?: string
  from?: SourceForm
  /** How the column is read where the target's is an interval: only there it is known to hold durations. */
  durations?: SourceForm
  /** In place of a type: what every value of the column may be. */
  meanings?: TextMeaning[]
}

interface PresetRules {
  tool: string
  rules: PresetRule[]
  /** The mark in the file that tells the framework, in words; null for none. */
  markIn: (tables: readonly Table[]) => string | null
}

/**
 * Only what a framework documents for SQLite, or does in the one way that its source has, is here; the reasons are in
 * docs/types.md, Presets. What litelift chooses by itself needs no rule.
 */
export const PRESET_RULES: Record<Preset, PresetRules> = {
  coredata: {
    tool: 'Core Data',
    rules: [{ declared: 'TIMESTAMP', type: 'timestamptz', from: 'apple' }],
    markIn: (tables) => (namedAmong(tables, 'z_metadata') && namedAmong(tables, 'z_primarykey')) ?? null,
  },
  django: {
    tool: 'Django',
    rules: [
      { declared: 'datetime', type: 'timestamptz' },
      { declared: 'char(32)', type: 'uuid' },
      { declared: 'char(39)', type: 'inet' },
      { declared: 'char(15)', type: 'inet' },
      { declared: 'bigint', durations: 'unix-us' },
    ],
    markIn: (tables) => namedAmong(tables, 'django_migrations'),
  },
  drizzle: {
    tool: 'Drizzle',
    rules: [
      {
        declared: 'integer',
        defaults: ['unixepoch()', "strftime('%s','now')", "cast(strftime('%s','now')asinteger)"],
        type: 'timestamptz',
        from: 'unix-s',
      },
      {
        declared: 'integer',
        defaults: ['unixepoch()*1000', "cast((julianday('now')-2440587.5)*86400000asinteger)"],
        type: 'timestamptz',
        from: 'unix-ms',
      },
      { declared: 'text', defaults: ['current_timestamp'], meanings: ['timestamp'] },
    ],
    markIn: (tables) => namedAmong(tables, '__drizzle_migrations'),
  },
  efcore: {
    tool: 'Entity Framework Core',
    rules: [{ declared: 'TEXT', meanings: ['uuid', 'timestamp', 'date', 'time'] }],
    markIn: (tables) => namedAmong(tables, '__efmigrationshistory'),
  },
  geopackage: {
    tool: 'GeoPackage',
    rules: [
      { declared: 'DATETIME', type: 'timestamptz' },
      { declared: 'DATE', type: 'date' },
    ],
    markIn: (tables) => namedAmong(tables, 'gpkg_contents'),
  },
  gorm: {
    tool: 'GORM',
    rules: [{ declared: 'datetime', type: 'timestamptz' }],
    markIn: softDeleted,
  },
  laravel: {
    tool: 'Laravel',
    rules: [
      { declared: 'datetime', type: 'timestamp(0)' },
      { declared: 'time', type: 'time(0)' },
      { declared: 'varchar', meanings: ['uuid'] },
    ],
    markIn: (tables) => {
      const table = tables.find((one) => asciiLower(one.name) === 'migrations' && bookkeeperOf(one) !== null)
      return table?.columns.some(({ name }) => asciiLower(name) === 'batch') ? table.name : null
    },
  },
  prisma: {
    tool: 'Prisma',
    rules: [{ declared: 'DATETIME', type: 'timestamp(3)', from: 'unix-ms' }],
    markIn: (tables) => namedAmong(tables, '_prisma_migrations'),
  },
  rails: {
    tool: 'Rails',
    rules: [
      { declared: 'datetime', type: 'timestamp' },
      { declared: 'time', type: 'time', from: 'time-of-day' },
    ],
    markIn: (tables) => namedAmong(tables, 'ar_internal_metadata'),
  },
  sqlalchemy: {
    tool: 'SQLAlchemy',
    rules: [
      { declared: 'DATETIME', type: 'timestamp', durations: 'iso' },
      { declared: 'CHAR(32)', type: 'uuid' },
    ],
    markIn: (tables) => namedAmong(tables, 'alembic_version'),
  },
}

function namedAmong(tables: readonly Table[], name: string): string | null {
  return tables.find((table) => asciiLower(table.name) === name)?.name ?? null
}

/** gorm.Model's deleted_at has an index of a name that only GORM gives (gorm.io/docs/delete.html, Soft Delete). */
function softDeleted(tables: readonly Table[]): string | null {
  const marks = tables.flatMap(({ name, indexes }) =>
    indexes.filter((index) => asciiLower(index.name ?? '') === `idx_${asciiLower(name)}_deleted_at`),
  )
  return marks[0]?.name ?? null
}
