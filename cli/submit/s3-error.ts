import { errorName, wrongWay } from '../../aws/error-name.ts'
import { objectUri, type ObjectName } from '../../aws/s3/name.ts'
import { asLiteliftError, LiteliftError } from '../../engine/errors.ts'

/**
 * What S3, the network or the disk said against something other than reading a file to migrate.
 * @param doing `upload the file`
 * @param grant the right that it needs
 */
export function s3Error(
  cause: unknown,
  place: ObjectName,
  { doing, grant }: { doing: string; grant: string },
): LiteliftError {
  const known = asLiteliftError(cause)
  if (known.code !== 'internal') return known
  const subject = { file: objectUri(place) }
  // The second is the client's own, before anything is sent.
  if (cause instanceof Error && ['NoSuchBucket', 'InvalidBucketName'].includes(cause.name)) {
    return new LiteliftError('option-invalid', {
      subject,
      message: `There is no bucket ${place.bucket}.`,
      hint: 'The outputs of the stack name its buckets; write the name alone, without s3:// or what is in it.',
      cause,
    })
  }
  const way = wrongWay(cause)
  if (way !== null) return new LiteliftError('object-unavailable', { subject, ...way, cause })
  return new LiteliftError('object-unavailable', {
    subject,
    message: `S3 did not ${doing} (${errorName(cause)}).`,
    hint: `Check credentials and region (AWS_PROFILE, AWS_REGION), and that they may ${grant} there.`,
    cause,
  })
}
