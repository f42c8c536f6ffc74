import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import {
  IDENTIFIERS,
  ON_NULL,
  ON_OLD_SNAPSHOT,
  ON_REJECT,
  ON_SKIPPED_REFERENCE,
  optionsSchema,
  parseOptions,
  VERIFICATIONS,
} from '../engine/options.ts'
import type { Options, RawOptions } from '../engine/options.ts'
import { readConfig } from './config.ts'
import { LiteliftError } from '../engine/errors.ts'
import { placeholdersIn } from '../engine/options/add-columns.ts'
import { placeholdersInSchema } from '../engine/options/schema-option.ts'
import { MODES } from '../engine/options/modes.ts'
import { ON_ORPHAN } from '../engine/options/on-orphan.ts'
import { PRESETS } from '../engine/options/presets.ts'
import { PROGRESS } from './terminal/progress.ts'
import type { Values } from '../engine/options/template.ts'

/** What every command understands. */
export interface OutputFlags {
  json?: boolean
  debug?: boolean
}

export interface OptionFlags {
  config?: string
  schema?: string
  mode?: string
  dataOnly?: boolean
  triggers?: boolean
  include?: string[]
  exclude?: string[]
  identifiers?: string
  preset?: string
  workers?: number
  verify?: string
  onReject?: string
  onOrphan?: string
  onNull?: string
  widen?: boolean
  alsoEmpty?: string[]
  onSkippedReference?: string
  onOldSnapshot?: string
  set?: Values
}

export const TO = ['--to <url>', 'postgres://user@host:port/database (default: a PostgreSQL under .litelift/)'] as const

export const PROGRESS_OPTION = new Option('--progress <what>', 'what is said of the work on stderr')
  .choices(PROGRESS)
  .default('phases')

/** Adds the options that decide what a table becomes. */
export function withPlanOptions(command: Command): Command {
  return command
    .option('--schema <name>', 'target schema, created when missing (default: public)')
    .addOption(new Option('--mode <mode>', 'for tables that exist (default: append)').choices(MODES))
    .option('--data-only', 'fill tables that exist, and make none')
    .option('--triggers', 'make triggers of the file, as PL/pgSQL')
    .option('--include <glob>', 'only tables whose name matches; repeatable', collected)
    .option('--exclude <glob>', 'no tables whose name matches; repeatable', collected)
    .addOption(new Option('--identifiers <style>', 'how names are spelt (default: lower)').choices(IDENTIFIERS))
    .addOption(new Option('--preset <framework>', 'its conventions say what declared types hold').choices(PRESETS))
    .addOption(new Option('--on-orphan <how>', 'when a row references nothing').choices(ON_ORPHAN))
    .addOption(new Option('--on-null <how>', 'when NULL meets NOT NULL (default: reject)').choices(ON_NULL))
    .option('--widen', 'give columns that are too narrow a wider type (default: of tables that litelift made)')
    .option('--no-widen', 'leave them as they are; what does not fit is a reject')
    .option('--also-empty <table>', 'a table of the target to empty as well; repeatable', collected)
    .addOption(
      new Option(
        '--on-skipped-reference <how>',
        'when a row references one that append left out (default: fail)',
      ).choices(ON_SKIPPED_REFERENCE),
    )
    .option('--set <name=value>', 'what {name} stands for in --schema and addColumns; repeatable', assigned)
    .option('--config <file>', 'JSON file with options; those of the command line win')
}

/** Adds the options that decide how the work is done. */
export function withRunOptions(command: Command): Command {
  return command
    .option('--workers <n>', 'connections at the same time (default: the processors, at most 8)', Number)
    .addOption(new Option('--verify <how>', 'compare before publishing (default: full)').choices(VERIFICATIONS))
    .addOption(new Option('--on-reject <how>', 'when rows are refused (default: fail)').choices(ON_REJECT))
    .addOption(
      new Option('--on-old-snapshot <how>', 'when a transaction would see parts of new tables (default: wait)').choices(
        ON_OLD_SNAPSHOT,
      ),
    )
}

export function withOutput(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON document on stdout')
    .option('--debug', 'print the stacks of errors with their causes, and how tables were read')
}

/**
 * Validates flags and configuration file; flags win, lists replace lists.
 * @throws LiteliftError `option-invalid`.
 */
export function optionsFrom({ config, ...flags }: OptionFlags): Options {
  const given = Object.entries(flags).filter(([name, value]) => name in optionsSchema.shape && value !== undefined)
  const fromFile: RawOptions = config === undefined ? {} : readConfig(config)
  return parseOptions({ ...fromFile, ...Object.fromEntries(given) })
}

/**
 * What --set says. @throws LiteliftError `option-invalid` for a name that no option has a placeholder of: a typing error would be silent
 */
export function valuesFrom({ set = {} }: OptionFlags, { schema, addColumns }: Options): Values {
  const named = new Set([...placeholdersInSchema(schema), ...placeholdersIn(addColumns).map(({ name }) => name)])
  const unknown = Object.keys(set).find((name) => !named.has(name))
  if (unknown === undefined) return set
  throw new LiteliftError('option-invalid', {
    message: `--set ${unknown}: neither schema nor addColumns has a placeholder of that name.`,
    hint:
      named.size === 0 ? 'They have none at all.' : `They have ${[...named].map((name) => `{${name}}`).join(', ')}.`,
  })
}

/** @throws InvalidArgumentError without a name before the first =, and for a second value */
export function assigned(text: string, earlier: Values = {}): Values {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It is written name=value')
  if (Object.hasOwn(earlier, name)) throw new InvalidArgumentError('A name has one value')
  return { ...earlier, [name]: value }
}

export function collected(glob: string, earlier: string[] = []): string[] {
  return [...earlier, glob]
}
