import { Duration, type RemovalPolicy } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

export interface DataBucketProps {
  accessLogs: IBucket
  accessLogsPrefix: string
  /** How long a version is kept once a newer one has come, or it was deleted. */
  oldVersions: Duration
  /** How long an object is kept; undefined for ever. */
  expire: Duration | undefined
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

/** A bucket as those of uploads and reports are: versioned, encrypted, private, TLS only, its access logged. */
export function dataBucket(scope: Construct, id: string, props: DataBucketProps): Bucket {
  const { encryptionKey } = props
  const bucket = new Bucket(scope, id, {
    versioned: true,
    ...(encryptionKey
      ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    serverAccessLogsBucket: props.accessLogs,
    serverAccessLogsPrefix: props.accessLogsPrefix,
    lifecycleRules: [
      {
        noncurrentVersionExpiration: props.oldVersions,
        expiredObjectDeleteMarker: true,
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
      // S3 takes no rule that says both this and what becomes of its delete markers.
      ...(props.expire ? [{ expiration: props.expire }] : []),
    ],
    removalPolicy: props.removalPolicy,
  })
  // A bucket that stays, stays closed.
  bucket.policy?.applyRemovalPolicy(props.removalPolicy)
  return bucket
}
