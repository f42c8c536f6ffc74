interface Announced {
  bucket: string
  key: string
  etag: string
  bytes?: number
  sequencer?: string
}

/** The event that S3 would send for a new object of a bucket without versioning. */
export function s3Event({ bucket, key, etag, bytes = 1, sequencer = '00' }: Announced): Record<string, unknown> {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: new Date().toISOString(),
        eventName: 'ObjectCreated:Put',
        s3: {
          s3SchemaVersion: '1.0',
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: { key: encodeKey(key), size: bytes, eTag: etag, sequencer },
        },
      },
    ],
  }
}

function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}
