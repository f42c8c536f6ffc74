import { Stack, type RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'

export interface LogProps {
  retention: RetentionDays
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

/** A log of one function or VPC. CloudWatch has to be let to a key by the key itself; an imported key's policy is its owner's. */
export function logGroup(scope: Construct, id: string, props: LogProps): LogGroup {
  const group = new LogGroup(scope, id, props)
  const { partition, region, account } = Stack.of(scope)
  props.encryptionKey?.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` },
      },
    }),
  )
  return group
}
