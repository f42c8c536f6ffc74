import { planFile, type PlannedFile } from '../../engine/plan-file.ts'
import { type FileRequest, openRequested } from './file-request.ts'
import { providerOf, type TargetName } from './target.ts'

export interface PlanRequest extends FileRequest {
  /**
   * Fit the plan to the tables that exist there.
   * @default an empty database
   */
  target?: TargetName
}

/**
 * The types with their reasons, the DDL and the notes of a migration; changes nothing anywhere.
 * @throws LiteliftError what a migration would before any row moves
 */
export async function plan({ source, target, options = {}, ...rest }: PlanRequest): Promise<PlannedFile> {
  const provider = target === undefined ? null : providerOf(target)
  await using opened = await openRequested(source)
  return await planFile({ ...rest, source: opened.object, target: provider, options })
}
