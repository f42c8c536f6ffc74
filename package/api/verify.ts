import { isEqual } from '../../engine/verify/differs.ts'
import { verifyFile, type VerifiedFile } from '../../engine/verify-file.ts'
import { type FileRequest, openRequested } from './file-request.ts'
import { providerOf, type TargetName } from './target.ts'

export interface VerifyRequest extends FileRequest {
  target: TargetName
}

export interface Verified extends VerifiedFile {
  /** No table differs. */
  equal: boolean
}

/**
 * Compares every value of a file with the tables it was migrated to, both ways; changes nothing anywhere.
 * @throws LiteliftError
 */
export async function verify({ source, target, options = {}, ...rest }: VerifyRequest): Promise<Verified> {
  const provider = providerOf(target)
  await using opened = await openRequested(source)
  const verified = await verifyFile({ ...rest, source: opened.object, target: provider, options })
  return { equal: verified.tables.every(isEqual), ...verified }
}
