import { LiteliftError } from '../../engine/errors.ts'

/** A bucket and what the keys in it begin with. */
export interface Prefix {
  bucket: string
  /** May be empty. */
  prefix: string
}

/** @throws LiteliftError `option-invalid` */
export function s3Place(option: string, url: string): Prefix {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(url) ?? []
  if (bucket !== undefined) return { bucket, prefix }
  throw new LiteliftError('option-invalid', {
    message: `${option} must name a bucket.`,
    hint: 'Write s3://bucket or s3://bucket/prefix, as it is, not percent-encoded.',
  })
}
