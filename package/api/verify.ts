import { isEqual } from '../../engine/verify/differs.ts'
import { verifyFile, type VerifiedFile } from '../../engine/verify-file.ts'
import { answered, checkCall, type Shape } from './call.ts'
import { heard } from './callers-own.ts'
import { FILE_REQUEST, type FileRequest } from './file-request.ts'
import { openRequested } from './source.ts'
import { providerOf, TARGET, type TargetName } from './target.ts'

export interface VerifyRequest extends FileRequest {
  /** Where the rows are. */
  target: TargetName
}

export interface Verified extends VerifiedFile {
  /** No table differs. */
  equal: boolean
}

const SHAPE: Shape = { ...FILE_REQUEST, target: TARGET }

/**
 * Compares every value of a file with the tables it was migrated to, both ways; changes nothing anywhere.
 * @throws LiteliftError
 */
export async function verify(request: VerifyRequest): Promise<Verified> {
  checkCall('verify', SHAPE, request)
  const { source, target, options = {}, values, signal, listener } = request
  return await answered(
    async () => {
      const provider = providerOf(target, signal)
      await using opened = await openRequested(source, { signal, by: 'state' })
      const { object } = opened
      const request = { source: object, target: provider, options, values, signal, listener: heard(listener) }
      const verified = await verifyFile(request)
      return { equal: verified.tables.every(isEqual), ...verified }
    },
    { reading: 'comparison', signal },
  )
}
