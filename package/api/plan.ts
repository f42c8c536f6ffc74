import { planFile } from '../../engine/plan-file.ts'
import { answered, checkCall, type Shape } from './call.ts'
import { heard } from './callers-own.ts'
import { FILE_REQUEST, type FileRequest } from './file-request.ts'
import { dataOf, type PlannedFile } from './planned.ts'
import { openRequested } from './source.ts'
import { providerOf, TARGET, type TargetName } from './target.ts'

export interface PlanRequest extends FileRequest {
  /**
   * Fit the plan to the tables that exist there.
   * @default an empty database
   */
  target?: TargetName | undefined
}

const SHAPE: Shape = { ...FILE_REQUEST, target: TARGET.optional() }

/**
 * The types with their reasons, the DDL and the notes of a migration; changes nothing anywhere.
 * @throws LiteliftError `option-invalid`, and what a migration would before any row moves
 */
export async function plan(request: PlanRequest): Promise<PlannedFile> {
  checkCall('plan', SHAPE, request)
  const { source, target, options = {}, values, signal, listener } = request
  return await answered(
    async () => {
      const provider = target === undefined ? null : providerOf(target, signal)
      await using opened = await openRequested(source, { signal, by: 'state' })
      const { object } = opened
      const request = { source: object, target: provider, options, values, signal, listener: heard(listener) }
      return dataOf(await planFile(request))
    },
    { reading: 'plan', signal },
  )
}
