import type { ConstantType } from './constant-type.ts'
import type { Mode } from './modes.ts'
import type { OnOrphan } from './on-orphan.ts'
import type { Preset } from './presets.ts'
import type { SourceForm } from './source-form.ts'
import type { InvalidText } from './table-options.ts'

// Spelled out, because this is what editors show, and because users' compilers have no zod; options.ts holds it to what the schema takes.
/**
 * The options of a migration as their users write them: in litelift.json, in a route on AWS, in a call of the library
 * (docs/configuration.md).
 */
export interface RawOptions {
  /** For editors: where litelift.schema.json is. */
  $schema?: string | undefined
  /**
   * Target schema, created when missing; `{name}` in it stands for a value (docs/many-sources.md).
   * @default 'public'
   */
  schema?: string | undefined
  /** Columns that are the same in all rows of a file, by name; `{name}` in a value stands for one (docs/many-sources.md). */
  addColumns?: Record<string, string | AddedColumn> | undefined
  /**
   * What happens to tables that exist (docs/modes.md).
   * @default 'append'
   */
  mode?: Mode | undefined
  /**
   * Fills tables that exist, and makes none.
   * @default false
   */
  dataOnly?: boolean | undefined
  /**
   * Triggers become PL/pgSQL where they have a faithful translation (docs/triggers.md).
   * @default false
   */
  triggers?: boolean | undefined
  /**
   * How names become PostgreSQL identifiers (docs/types.md, Names).
   * @default 'lower'
   */
  identifiers?: 'lower' | 'preserve' | 'snake' | undefined
  /**
   * Tables that are migrated, as patterns with * and ?.
   * @default all
   */
  include?: string[] | undefined
  /** Tables that are not. */
  exclude?: string[] | undefined
  /**
   * What is compared before publishing.
   * @default 'full'
   */
  verify?: 'counts' | 'full' | undefined
  /**
   * What becomes of a migration of which rows are refused (docs/rejects.md).
   * @default 'fail'
   */
  onReject?: 'fail' | 'continue' | undefined
  /**
   * Columns of existing tables that are too narrow get a wider type.
   * @default those of tables that litelift made
   */
  widen?: boolean | null | undefined
  /**
   * What becomes of rows that reference nothing (docs/configuration.md, onOrphan).
   * @default as the key is
   */
  onOrphan?: OnOrphan | null | undefined
  /**
   * What becomes of a NULL where the existing column is NOT NULL.
   * @default 'reject'
   */
  onNull?: 'fail' | 'reject' | 'default' | undefined
  /** Tables of the target outside of the migration that are emptied along with those that they reference. */
  alsoEmpty?: string[] | undefined
  /**
   * What becomes of a row that references one that mode `append` left out.
   * @default 'fail'
   */
  onSkippedReference?: 'fail' | 'allow' | undefined
  /**
   * Whether publishing waits for transactions that would see parts of new tables (docs/publishing.md).
   * @default 'wait'
   */
  onOldSnapshot?: 'wait' | 'publish' | undefined
  /**
   * Connections that stage at the same time, each with its own thread: 1 to 32.
   * @default the number of processors, 8 at most
   */
  workers?: number | undefined
  /**
   * Bytes that a packed file may have when it is unpacked.
   * @default 10,240 MiB
   */
  maxUnpackedBytes?: number | undefined
  /**
   * Empty texts become NULL.
   * @default false
   */
  emptyAsNull?: boolean | undefined
  /**
   * What becomes of texts that PostgreSQL cannot hold: those with a NUL, and those that are no valid UTF-8.
   * @default 'fail'
   */
  invalidText?: InvalidText | undefined
  /** Framework whose conventions say what declared types hold (docs/types.md, Presets). */
  preset?: Preset | null | undefined
  /** What columns of a declared type become: a type alone, or a cast with its form. */
  types?: Record<string, string | CastOptions> | undefined
  /** By table name, with * and ?; a name without them goes before, then later ones. */
  tables?: Record<string, RawTableOptions> | undefined
  /** SQL that runs in the publishing transaction before the tables appear. */
  before?: string[] | undefined
  /** SQL that runs in the publishing transaction once everything is there. */
  after?: string[] | undefined
}

export interface AddedColumn {
  value: string
  /**
   * Its type in PostgreSQL.
   * @default 'text', or 'timestamptz' of `{lastModified}`
   */
  type?: ConstantType | undefined
  /**
   * Part of every key, and what a newer file replaces.
   * @default false
   */
  key?: boolean | undefined
}

/** How values of the file are read, and what they become. */
export interface CastOptions {
  /** A PostgreSQL type. */
  type?: string | undefined
  /** How the values of the file are to be read (docs/types.md, Source forms). */
  from?: SourceForm | undefined
  /** Moments and numbers finer than the type are rounded, not rejected. */
  round?: boolean | undefined
}

export interface RawTableOptions {
  /** Name in PostgreSQL. */
  name?: string | undefined
  /** What happens to the table where it exists. */
  mode?: Mode | undefined
  emptyAsNull?: boolean | undefined
  invalidText?: InvalidText | undefined
  /** Columns that are left out, with * and ?. */
  ignoreColumns?: string[] | undefined
  /** By column name, with * and ?; a name without them goes before, then later ones. */
  columns?: Record<string, RawColumnOptions> | undefined
}

export interface RawColumnOptions extends CastOptions {
  /** Name in PostgreSQL. */
  name?: string | undefined
  emptyAsNull?: boolean | undefined
  invalidText?: InvalidText | undefined
}
