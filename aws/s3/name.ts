/** An object version by name. Without `versionId` the `etag` says which content is meant; without both, the latest. */
export interface ObjectName {
  bucket: string
  key: string
  versionId?: string | null
  /** Without quotes. */
  etag?: string | null
}

export function objectUri({ bucket, key }: ObjectName): string {
  return `s3://${bucket}/${key}`
}

/** What tells versions of one key apart: the version id, else the ETag; null when neither is known. */
export function objectVersion({ versionId, etag }: ObjectName): string | null {
  return namedVersion(versionId) ?? etag ?? null
}

/** In a bucket whose versioning is suspended every new content has the version `null`, which tells nothing apart. */
export function namedVersion(versionId: string | null | undefined): string | null {
  return versionId === undefined || versionId === null || versionId === 'null' ? null : versionId
}
