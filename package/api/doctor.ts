import { examine, type Finding } from '../../engine/doctor.ts'
import { fillOptions, type RawOptions } from '../../engine/options.ts'
import type { Values } from '../../engine/options/template.ts'
import { providerOf, type TargetName } from './target.ts'

/**
 * Looks at what a migration into the target would meet, and changes nothing.
 * @param values what placeholders of the schema stand for
 * @throws LiteliftError `option-invalid`; what is wrong with the target is among the findings
 */
export async function doctor(target: TargetName, options: RawOptions = {}, values: Values = {}): Promise<Finding[]> {
  return await examine(await providerOf(target)(false), fillOptions(options, values))
}
