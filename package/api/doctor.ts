import { examine, type Finding } from '../../engine/doctor.ts'
import { parseOptions, type RawOptions } from '../../engine/options.ts'
import { providerOf, type TargetName } from './target.ts'

/**
 * Looks at what a migration into the target would meet, and changes nothing.
 * @throws LiteliftError `option-invalid`; what is wrong with the target is among the findings
 */
export async function doctor(target: TargetName, options: RawOptions = {}): Promise<Finding[]> {
  return await examine(await providerOf(target)(false), parseOptions(options))
}
