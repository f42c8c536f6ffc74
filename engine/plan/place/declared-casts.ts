import { LiteliftError } from '../../errors.ts'
import type { Options } from '../../options.ts'
import type { Preset } from '../../options/presets.ts'
import type { SourceForm } from '../../options/source-form.ts'
import { asciiLower } from '../../source/schema/name.ts'
import type { Column } from '../../source/schema/schema.ts'
import type { TargetType } from '../../target/named-types.ts'
import { parseType } from '../../types/postgres-type.ts'
import { PRESET_RULES, type PresetRule, type TextMeaning } from './presets.ts'
import { option } from '../../named.ts'

/** A target type and a source form that the user names for a column; of the two at least one is there. */
export interface UserCast {
  type: string | null
  from: SourceForm | null
  round: boolean
  /** The type where it is one of the target's own. */
  named: TargetType | null
  /** Where it is said: of the column itself, of its declared type, or by a framework's convention. */
  by: 'column' | 'types' | Preset
}

/** What is said of a column by the type that it is declared with. */
export interface DeclaredChoice {
  cast: UserCast | null
  /** What its texts may be, where every value is. */
  meanings: readonly TextMeaning[]
  /** How it is read into an interval of the target; null where that is not said. */
  durations: UserCast | null
}

/** @throws LiteliftError `option-invalid` for a type that the target does not have */
export function userCast(said: Omit<UserCast, 'named'>, types: ReadonlyMap<string, TargetType>): UserCast {
  const { type } = said
  if (type === null || parseType(type) !== null) return { ...said, named: null }
  const named = types.get(type)
  if (named) return { ...said, named }
  throw new LiteliftError('option-invalid', {
    message: `The target has no type ${type}.`,
    hint: `Make it first, by the application or with CREATE TYPE, CREATE DOMAIN or CREATE EXTENSION; a plan knows it with ${option('target')}.`,
  })
}

const NOTHING: DeclaredChoice = { cast: null, meanings: [], durations: null }

/** What `types` says of the column, else the preset. */
export function declaredChoice(
  column: Column,
  { types, preset }: Pick<Options, 'types' | 'preset'>,
  ofTarget: ReadonlyMap<string, TargetType>,
): DeclaredChoice {
  const own = Object.entries(types)
  const key = rankedKeys(column.declared).find((wanted) => own.some(([given]) => normalised(given) === wanted))
  const said = own.find(([given]) => normalised(given) === key)?.[1]
  if (said !== undefined) {
    const { type, from, round } = typeof said === 'string' ? { type: said } : said
    const cast = { type: type ?? null, from: from ?? null, round: round ?? false, by: 'types' as const }
    return { ...NOTHING, cast: userCast(cast, ofTarget) }
  }
  return preset === null ? NOTHING : presetChoice(column, preset)
}

/** What a framework's convention says of the column. */
export function presetChoice(column: Column, preset: Preset): DeclaredChoice {
  const { rules } = PRESET_RULES[preset]
  const rule = rankedKeys(column.declared)
    .flatMap((key) => rules.filter((one) => normalised(one.declared) === key))
    .find((one) => hasDefault(column, one))
  if (!rule) return NOTHING
  const { type = null, from = null, durations, meanings = [] } = rule
  const said = { type, from, round: false, named: null, by: preset }
  return {
    cast: type === null ? null : said,
    meanings,
    durations: durations === undefined ? null : { ...said, type: null, from: durations },
  }
}

/** Whether a key of `types` is the declared type, with its arguments or without. */
export function isDeclaredAs(declared: string, key: string): boolean {
  return rankedKeys(declared).includes(normalised(key))
}

/** The keys that mean a declared type: itself, then the word without arguments. */
function rankedKeys(declared: string): string[] {
  const whole = normalised(declared)
  const [open, close] = [whole.indexOf('('), whole.lastIndexOf(')')]
  if (open < 0 || close < open) return [whole, whole]
  return [whole, normalised(`${whole.slice(0, open)} ${whole.slice(close + 1)}`)]
}

function normalised(declared: string): string {
  const spaced = asciiLower(declared).trim().replaceAll(/\s+/g, ' ')
  return spaced.replaceAll(/ ?([(),]) ?/g, '$1')
}

function hasDefault(column: Column, { defaults }: PresetRule): boolean {
  if (defaults === undefined) return true
  let text = asciiLower(column.default?.sql ?? '').replaceAll(/\s+/g, '')
  while (text.startsWith('(') && text.endsWith(')')) text = text.slice(1, -1)
  return defaults.includes(text)
}
