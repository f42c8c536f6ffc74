import type { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { dataBucket } from './data-bucket.ts'
import { accountOf, inAccount } from './in-account.ts'

export interface ReportsProps {
  accessLogs: IBucket
  oldVersions: Duration
  expire: Duration | undefined
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

/** The bucket of the reports, and what the function may do in it. */
export class Reports extends Construct {
  readonly bucket: Bucket
  readonly prefix = 'reports/'
  readonly permissions: PolicyStatement[]

  constructor(scope: Construct, id: string, props: ReportsProps) {
    super(scope, id)
    this.bucket = dataBucket(this, 'Bucket', { ...props, accessLogsPrefix: 'reports/' })
    const statements = [
      // A report of an earlier delivery is looked for before one is written.
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject'],
        resources: [this.bucket.arnForObjects(`${this.prefix}*`)],
      }),
      // Without it S3 answers 403, not 404, for what is not there; a condition on s3:prefix would not cover HeadObject.
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    ]
    this.permissions = statements.map((statement) => inAccount(statement, accountOf(this.bucket)))
  }
}
