import { S3ServiceException } from '@aws-sdk/client-s3'
import { asLiteliftError, LiteliftError } from '../../engine/errors.ts'
import { errorName, wrongWay } from '../error-name.ts'
import { objectUri, type ObjectName } from './name.ts'

/** What S3, the network, the disk or a deadline said while an object was read, as the error to report. */
export function objectError(error: unknown, name: ObjectName, signal?: AbortSignal): LiteliftError {
  const subject = { file: objectUri(name) }
  if (error instanceof LiteliftError) return error
  if (signal?.aborted) {
    return new LiteliftError('migration-interrupted', {
      subject,
      message: 'The migration was interrupted while the file was being downloaded.',
      hint: 'Run it again: nothing was published.',
      cause: error,
    })
  }
  // What the disk says of the file that is written.
  const known = asLiteliftError(error)
  if (known.code !== 'internal') return LiteliftError.revive({ ...known.toJSON(), subject }, error)
  const way = wrongWay(error)
  if (way !== null) return new LiteliftError('object-unavailable', { subject, ...way, cause: error })
  switch (statusOf(error)) {
    // 405: the version is a delete marker.
    case 404:
    case 405:
      return new LiteliftError('file-missing', {
        subject,
        message: 'The file is no longer in the bucket.',
        hint: 'Upload it again.',
        cause: error,
      })
    case 412:
      return objectReplaced(name, error)
    case 403:
      return new LiteliftError('object-unavailable', {
        subject,
        message: `S3 does not let this role read the file (${errorName(error)}).`,
        hint: 'Grant s3:GetObject, s3:GetObjectVersion and s3:ListBucket, and kms:Decrypt where the bucket has its own key; restore the object first if it is archived.',
        cause: error,
      })
    default:
      return new LiteliftError('object-unavailable', {
        subject,
        message: `The file cannot be read from S3 at the moment (${errorName(error)}).`,
        hint: 'Try again; if it goes on, check that the network has a route to S3, for example a gateway endpoint.',
        cause: error,
      })
  }
}

/** In a bucket without versioning, or whose versions were removed. */
export function objectReplaced(name: ObjectName, cause?: unknown): LiteliftError {
  return new LiteliftError('file-replaced', {
    subject: { file: objectUri(name) },
    message: 'The file was overwritten before it could be read.',
    hint: 'The newer content comes with its own event; switch on versioning in the bucket to have every version migrated.',
    cause,
  })
}

/** 0 where S3 did not answer. */
function statusOf(error: unknown): number {
  return error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0
}
