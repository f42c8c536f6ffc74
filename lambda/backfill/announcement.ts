interface Announced {
  bucket: string
  key: string
  versionId: string | null
  etag: string
  bytes: number
}

/** The event that S3 would have sent for this object version, without a sequencer: nothing is known of its order. */
export function announcement({ bucket, key, versionId, etag, bytes }: Announced): Record<string, unknown> {
  return {
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: {
          bucket: { name: bucket },
          object: {
            key: encodeURIComponent(key).replaceAll('%20', '+'),
            size: bytes,
            eTag: etag,
            ...(versionId !== null && { versionId }),
          },
        },
      },
    ],
  }
}
