import { counted } from '../../counted.ts'
import type { Note } from '../../notes.ts'
import type { Options } from '../../options.ts'
import { PRESETS } from '../../options/presets.ts'
import type { Table } from '../../source/schema/schema.ts'
import { parseType } from '../../types/postgres-type.ts'
import { presetChoice } from '../place/declared-casts.ts'
import { PRESET_RULES } from '../place/presets.ts'
import type { Placement } from '../place/placement.ts'
import type { TablePlan } from '../plan.ts'

/** Columns that the note names. */
const MOST_NAMED = 5

/**
 * Names the preset of the framework that the file's own marks tell, where its conventions would give new columns other types.
 * All tables of the file count as marks.
 */
export function offerPreset(
  tables: readonly Table[],
  planned: readonly { placement: Placement; plan: TablePlan }[],
  { preset: chosen }: Pick<Options, 'preset'>,
): Note[] {
  if (chosen !== null) return []
  return PRESETS.flatMap((preset) => {
    const { tool, markIn } = PRESET_RULES[preset]
    const mark = markIn(tables)
    if (mark === null) return []
    const changed: string[] = []
    let texts = 0
    for (const { placement, plan } of planned.filter((one) => one.placement.into === null)) {
      for (const [index, { column, choices }] of placement.columns.entries()) {
        const { type, source } = plan.columns[index]!
        const { cast, meanings } = choices.cast === null ? presetChoice(column, preset) : { cast: null, meanings: [] }
        const wanted = cast && parseType(cast.type!)!.sql
        if (wanted !== null && wanted !== type) changed.push(`${placement.table.name}.${source} ${wanted}`)
        if (meanings.length > 0 && /^(text|varchar)/.test(type)) texts++
      }
    }
    if (changed.length + texts === 0) return []
    const named = changed.slice(0, MOST_NAMED).join(', ') + (changed.length > MOST_NAMED ? ', …' : '')
    const parts = [
      changed.length > 0 ? `gives ${counted(changed.length, 'column')} another type (${named})` : '',
      texts > 0 ? `looks at the values of ${counted(texts, 'text column')} for a better one` : '',
    ]
    const message = `${mark} is a mark of ${tool}: \`preset: ${preset}\` ${parts.filter(Boolean).join(' and ')}.`
    return [{ code: 'preset-offered', message }]
  })
}
