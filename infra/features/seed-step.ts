import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Provider } from 'aws-cdk-lib/custom-resources'
import { Construct } from 'constructs'
import {
  acknowledgeBasicExecution,
  acknowledgeWildcard,
  acknowledgeWildcards,
} from '../constructs/acknowledge-wildcards.ts'
import { bundledCode } from '../constructs/bundled-code.ts'
import { accountOf, inAccount } from '../constructs/in-account.ts'
import { logGroup } from '../constructs/log-group.ts'
import type { SqliteToPostgres } from '../constructs/sqlite-to-postgres.ts'

/** The longest that a seed is waited for: CloudFormation waits for an hour, in which the end must be told as well. */
export const LONGEST_WAIT = Duration.minutes(55)

/** The step of a deployment that asks for seeds and waits for them; one for all seeds of a {@link SqliteToPostgres}. */
export class SeedStep extends Construct {
  readonly serviceToken: string

  static of(litelift: SqliteToPostgres): SeedStep {
    const known = litelift.node.tryFindChild('Seeds')
    return known instanceof SeedStep ? known : new SeedStep(litelift, 'Seeds', litelift)
  }

  private constructor(scope: Construct, id: string, litelift: SqliteToPostgres) {
    super(scope, id)
    const { encryptionMasterKey: encryptionKey } = litelift.intake.queue
    const log = (name: string) =>
      // Nothing is in them that a report does not tell.
      logGroup(this, name, {
        retention: RetentionDays.ONE_MONTH,
        encryptionKey,
        removalPolicy: RemovalPolicy.DESTROY,
      })
    const ownLog = log('Log')
    const role = this.role(litelift)
    ownLog.grantWrite(role)
    const step = (name: string, description: string) =>
      new LambdaFunction(this, name, {
        description: `litelift: ${description}`,
        runtime: Runtime.NODEJS_24_X,
        architecture: Architecture.ARM_64,
        handler: `index.${name[0]!.toLowerCase()}${name.slice(1)}`,
        code: bundledCode('seed'),
        memorySize: 256,
        timeout: Duration.minutes(1),
        role,
        logGroup: ownLog,
      })
    const onEventHandler = step('OnEvent', 'asks for a seed')
    const isCompleteHandler = step('IsComplete', 'looks whether a seed is published')
    const provider = new Provider(this, 'Provider', {
      onEventHandler,
      isCompleteHandler,
      queryInterval: Duration.seconds(10),
      // The step itself says sooner that the time is over, and why.
      totalTimeout: Duration.minutes(LONGEST_WAIT.toMinutes() + 3),
      logGroup: log('ProviderLog'),
    })
    acknowledgeProvider(provider, [onEventHandler, isCompleteHandler])
    this.serviceToken = provider.serviceToken
  }

  private role({ intake, reports }: SqliteToPostgres): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    const { bucket, prefix } = reports
    const reading = [
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects(`${prefix}*/by-request/*`)],
      }),
      // Without it S3 answers 403, not 404, for what is not there yet.
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
    ].map((statement) => inAccount(statement, accountOf(bucket)))
    for (const statement of [intake.queueing, ...reading]) {
      role.addToPolicy(statement)
      acknowledgeWildcards(role, statement, 'Reports of requests, whose names CloudFormation chooses.')
    }
    bucket.encryptionKey?.grantDecrypt(role)
    intake.queue.encryptionMasterKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey')
    return role
  }
}

/** aws-cdk-lib's own functions between CloudFormation and ours, and its state machine that asks again. */
function acknowledgeProvider(provider: Provider, ours: LambdaFunction[]): void {
  const reason = "aws-cdk-lib's own functions and state machine, which ask ours until the seed is published."
  acknowledgeBasicExecution(provider, reason)
  for (const rule of ['L1', 'SF1', 'SF2']) {
    Validations.of(provider).acknowledge({ id: `AwsSolutions-${rule}`, reason })
  }
  for (const one of [...ours, ...provider.node.findAll()]) {
    if (one instanceof LambdaFunction) acknowledgeWildcard(provider, `${one.functionArn}:*`, reason)
  }
}
