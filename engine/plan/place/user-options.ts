import type { Options } from '../../options.ts'
import type { InvalidText } from '../../options/table-options.ts'
import type { TargetType } from '../../target/named-types.ts'
import type { Column } from '../../source/schema/schema.ts'
import { declaredChoice, type UserCast, userCast } from './declared-casts.ts'
import type { TextMeaning } from './presets.ts'
import { matchesName, ranked } from './matches-name.ts'
import type { Mode } from '../../options/modes.ts'

/** What the options say of one column. */
export interface ColumnChoices {
  name: string | null
  cast: UserCast | null
  /** What the preset says that texts of the column may be. */
  meanings: readonly TextMeaning[]
  /** How the preset reads the column into an interval of the target. */
  durations: UserCast | null
  emptyAsNull: boolean
  invalidText: InvalidText
}

/** What the options say of one table of the file. */
export interface TableChoices {
  name: string | null
  /** What happens to the table where it exists. */
  mode: Mode
  ignores(column: string): boolean
  column(column: Column): ColumnChoices
}

/**
 * The options that hold for a table. Each option is looked up by itself, from the most specific entry down (ranked);
 * what is said of columns goes before what is said of tables, and that before what is said of all. `type`, `from` and
 * `round` belong together: the entry that names a type or form, or rounds into what exists, brings all three. Without one the declared type decides.
 */
export function choicesOf(
  table: string,
  options: Options,
  types: ReadonlyMap<string, TargetType> = new Map(),
): TableChoices {
  const entries = ranked(options.tables, table)
  return {
    name: first(entries, 'name') ?? null,
    mode: first(entries, 'mode') ?? options.mode,
    ignores: (column) =>
      entries.some(({ ignoreColumns = [] }) => ignoreColumns.some((one) => matchesName(column, one))),
    column(column) {
      const columns = entries.flatMap((entry) => ranked(entry.columns, column.name))
      const own = columns.find(({ type, from, round }) => type !== undefined || from !== undefined || round === true)
      const { type = null, from = null, round = false } = own ?? {}
      const declared = declaredChoice(column, options, types)
      // Round alone rounds to the type that is said elsewhere, or that the target has.
      const isBare = type === null && from === null && declared.cast !== null
      return {
        name: first(columns, 'name') ?? null,
        ...(own && isBare
          ? { ...declared, cast: { ...declared.cast!, round } }
          : own
            ? { cast: userCast({ type, from, round, by: 'column' }, types), meanings: [], durations: null }
            : declared),
        emptyAsNull: first(columns, 'emptyAsNull') ?? first(entries, 'emptyAsNull') ?? options.emptyAsNull,
        invalidText: first(columns, 'invalidText') ?? first(entries, 'invalidText') ?? options.invalidText,
      }
    },
  }
}

function first<Entry, Key extends keyof Entry>(entries: Entry[], key: Key): Entry[Key] | undefined {
  return entries.find((entry) => entry[key] !== undefined)?.[key]
}
