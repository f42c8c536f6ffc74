import { examine, type Finding } from '../../engine/doctor.ts'
import { fillOptions, type RawOptions } from '../../engine/options.ts'
import { answered, checkCall, type Shape } from './call.ts'
import { OPTIONS, VALUES } from './file-request.ts'
import { providerOf, TARGET, type TargetName } from './target.ts'

const SHAPE: Shape = { target: TARGET, options: OPTIONS, values: VALUES }

/**
 * Looks at what a migration into the target would meet, and changes nothing.
 * @param values what placeholders of the schema stand for
 * @throws LiteliftError `option-invalid`, `placeholder-missing`, `secret-unavailable`; what is wrong with the target is among the findings
 */
export async function doctor(
  target: TargetName,
  options: RawOptions = {},
  values: Readonly<Record<string, string>> = {},
): Promise<Finding[]> {
  checkCall('doctor', SHAPE, { target, options, values })
  return await answered(async () => await examine(await providerOf(target)(false), fillOptions(options, values)))
}
