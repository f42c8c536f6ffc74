import { readFileSync } from 'node:fs'
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Match } from 'aws-cdk-lib/assertions'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { AuroraPostgresEngineVersion } from 'aws-cdk-lib/aws-rds'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { resources, statements, type Statement } from './resources.ts'
import { synthesise } from './synthesise.ts'

const { template } = synthesise({ routes: [{ prefix: '' }] })

describe('permissions', () => {
  test('nobody is allowed every resource, except where EC2 knows no narrower one', () => {
    const wide = statements(template).filter(({ Effect, Resource }) => Effect === 'Allow' && Resource === '*')
    expect(wide).toHaveLength(2)
    const actions = wide.flatMap(({ Action }) => Action)
    expect(actions.filter((action) => !/NetworkInterface|PrivateIp|DescribeSubnets/.test(action))).toEqual([])
  })

  test('no action is a wildcard', () => {
    const actions = statements(template).flatMap(({ Action }) => Action)
    expect(actions.filter((action) => action.includes('*'))).toEqual([])
  })

  test('the code inside the function cannot use what Lambda needs to join the VPC', () => {
    expect(statements(template)).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } } }),
    )
  })

  test('the function reads the announced objects, writes below reports/, logs in by IAM, and no more', () => {
    const role = Object.keys(template.findResources('AWS::IAM::Policy')).find((id) => id.includes('MigrationRole'))!
    const allowed = statements(template, role).filter(({ Effect }) => Effect === 'Allow')
    const actions = new Set(allowed.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('ec2:')))
    expect([...actions].toSorted()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'rds-db:connect',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:ListBucket',
      's3:PutObject',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ])
    const sends = allowed.filter(({ Action }) => Action.includes('sqs:SendMessage'))
    const queues = sends.flatMap(({ Resource }) => Resource).map((one) => JSON.stringify(one))
    expect(queues).toEqual([expect.stringContaining('DeadLetters'), expect.stringContaining('IntakeQueue')])
    const writes = allowed.filter(({ Action }) => Action.includes('s3:PutObject'))
    expect(writes.map(({ Resource }) => JSON.stringify(Resource))).toEqual([
      expect.stringMatching(/Reports.*\/reports\/\*/),
    ])
    const reads = allowed.filter(({ Action }) => Action.includes('s3:GetObjectVersion'))
    expect(reads.map(({ Resource }) => JSON.stringify(Resource))).toEqual([expect.stringMatching(/Uploads.*\/\*/)])
  })

  test("only the deployment's step reads the secret of the database's owner", () => {
    const reading = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([, policy]) =>
      JSON.stringify(policy).includes('secretsmanager:GetSecretValue'),
    )
    expect(reading.map(([id]) => id)).toEqual([expect.stringContaining('OwnRole')])
  })

  test('the function logs in as its own role alone, which the deployment makes before', () => {
    const [connect, ...others] = statements(template).filter(({ Action }) => Action === 'rds-db:connect')
    expect(others).toEqual([])
    expect(JSON.stringify(connect!.Resource)).toMatch(/ClusterResourceId.*litelift_function/)
    template.hasResourceProperties('Custom::LiteliftDatabaseRole', { role: 'litelift_function', schemas: ['public'] })
    const functions = template.findResources('AWS::Lambda::Function', {
      Properties: { EphemeralStorage: Match.anyValue() },
    })
    const [role] = Object.keys(template.findResources('Custom::LiteliftDatabaseRole'))
    expect(Object.values(functions)[0]!.DependsOn).toContain(role)
  })

  test('what has a name of its own is reached in its account alone', () => {
    const names = statements(template).filter(
      ({ Effect, Action }) =>
        [Action].flat().some((action) => /^s3:(Get|Put|List)Object|^s3:ListBucket$|^secretsmanager:/.test(action)) &&
        Effect === 'Allow',
    )
    const own = { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } }
    expect(names.filter(({ Condition }) => JSON.stringify(Condition) !== JSON.stringify(own))).toEqual([])
    expect(names.length).toBeGreaterThan(3)
    const endpoints = resources(template, 'AWS::EC2::VPCEndpoint').flatMap(
      ({ PolicyDocument }) => (PolicyDocument as { Statement: object[] }).Statement,
    )
    expect(endpoints.map((statement) => (statement as Statement).Condition)).toEqual(endpoints.map(() => own))
  })

  test('only this bucket, of this account, may announce objects', () => {
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Condition: {
              ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': [Match.stringLikeRegexp('Uploads'), 'Arn'] } },
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            },
          }),
        ]),
      }),
    })
  })
})

describe('encryption', () => {
  const overPlaintext = Match.objectLike({
    Effect: 'Deny',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  })

  test('buckets are encrypted, private and TLS only', () => {
    template.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
    template.resourceCountIs('AWS::S3::BucketPolicy', resources(template, 'AWS::S3::Bucket').length)
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([overPlaintext]) },
    })
  })

  test('queues are encrypted and TLS only', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true })
    template.resourceCountIs('AWS::SQS::QueuePolicy', resources(template, 'AWS::SQS::Queue').length)
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: Match.arrayWith([overPlaintext]) },
    })
  })

  test('the database is encrypted, and RDS keeps and rotates its password', () => {
    template.hasResourceProperties('AWS::RDS::DBCluster', {
      StorageEncrypted: true,
      ManageMasterUserPassword: true,
      MasterUserPassword: Match.absent(),
    })
  })
})

describe('from object to function', () => {
  const [functionResource] = resources(template, 'AWS::Lambda::Function', { EphemeralStorage: Match.anyValue() })

  test('uploads are versioned and announced', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: Match.anyValue(),
    })
    template.hasResourceProperties('Custom::S3BucketNotifications', {
      NotificationConfiguration: { QueueConfigurations: [{ Events: ['s3:ObjectCreated:*'] }] },
    })
  })

  test('a message stays away for six times the time that the function has', () => {
    const [queue] = resources(template, 'AWS::SQS::Queue', { RedrivePolicy: Match.anyValue() })
    expect(functionResource!.Timeout).toBe(900)
    expect(queue!.VisibilityTimeout).toBeGreaterThanOrEqual(6 * 900)
  })

  test('a shorter time limit shortens both', () => {
    const { template } = synthesise({ routes: [{ prefix: '' }], timeout: Duration.minutes(2) })
    template.hasResourceProperties('AWS::Lambda::Function', { Architectures: ['arm64'], Timeout: 120 })
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 720 })
  })

  test('messages come one by one, at most four at a time, and fail one by one', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 4 },
    })
  })

  test('what failed fifteen times is kept for 14 days from the upload on', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      RedrivePolicy: {
        maxReceiveCount: 15,
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'Arn'] },
      },
    })
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: Match.absent(),
      MessageRetentionPeriod: 1_209_600,
    })
  })

  test('the number of tries is a choice', () => {
    const { template } = synthesise({ routes: [{ prefix: '' }], maxReceiveCount: 40 })
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 40 }) })
  })

  test('what cannot be read goes to the dead-letter queue', () => {
    expect(functionResource!.Environment).toMatchObject({
      Variables: { LITELIFT_DEAD_LETTERS_URL: { Ref: expect.stringContaining('DeadLetters') as string } },
    })
  })

  test('the function is ARM with all of /tmp, and no more memory than a new account may have', () => {
    expect(functionResource).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      MemorySize: 3008,
      EphemeralStorage: { Size: 10_240 },
    })
  })

  test('logs are kept for a while, not for ever', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: Match.anyValue() })
  })
})

describe('alarms', () => {
  const descriptions = resources(template, 'AWS::CloudWatch::Alarm').map(({ AlarmDescription }) =>
    String(AlarmDescription),
  )

  test('one message in the dead-letter queue is enough', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [
        { Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'QueueName'] } },
      ],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    })
  })

  test.for(['MigrationsFailed', 'MigrationsPublishedWithRejects', 'MessagesUnreadable', 'Errors', 'Throttles'])(
    'one of %s is enough',
    (MetricName) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, Threshold: 1 })
    },
  )

  test('a file that waits for an hour, and an invocation near its limit, are too long', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Threshold: 3600,
    })
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Duration', Threshold: 675_000 })
  })

  test('several stacks tell theirs apart by the name of the service', () => {
    const { template } = synthesise({ routes: [{ prefix: '' }], serviceName: 'shop' })
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'MigrationsFailed',
      Dimensions: [{ Name: 'service', Value: 'shop' }],
    })
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ POWERTOOLS_SERVICE_NAME: 'shop' }) },
    })
  })

  test.for(descriptions)('%s', (description) => {
    const [, file, anchor] = /(docs\/[a-z]+\.md)#([a-z-]+)$/.exec(description)!
    const headings = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').matchAll(/^#+ (.*)$/gm)
    expect(
      [...headings].map(([, heading]) =>
        heading!
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      ),
    ).toContain(anchor)
  })
})

describe('dashboard and queries', () => {
  const [dashboard] = resources(template, 'AWS::CloudWatch::Dashboard').map(({ DashboardBody }) =>
    JSON.stringify(DashboardBody),
  )

  test('every metric of the function has a place', () => {
    const page = readFileSync(new URL('../../docs/lambda.md', import.meta.url), 'utf8')
    const [, metrics] = /^## Metrics$([^]*?)^## /m.exec(page)!
    const documented = [...metrics!.matchAll(/^\| (.*?) \|/gm)].flatMap(
      ([, names]) => names!.match(/`([\w-]+)`/g) ?? [],
    )
    const missing = documented
      .map((name) => name.replaceAll('`', ''))
      .filter((name) => !dashboard!.includes(`\\"${name}\\"`))
    expect(missing).toEqual([])
    expect(documented.length).toBeGreaterThan(10)
  })

  test('so have queue, dead letters, concurrency and the capacity of the database', () => {
    for (const metric of [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesVisible',
      'ConcurrentExecutions',
      'ServerlessDatabaseCapacity',
      'MessagesUnreadable',
    ]) {
      expect(dashboard).toContain(`\\"${metric}\\"`)
    }
  })

  test("saved queries are of the function's log, with the name of the stack", () => {
    const queries = resources(template, 'AWS::Logs::QueryDefinition')
    expect(queries.length).toBeGreaterThan(3)
    for (const { Name, LogGroupNames } of queries) {
      expect(Name).toMatch(/^Litelift\/Litelift\/\w/)
      expect(LogGroupNames).toEqual([{ Ref: expect.stringContaining('MigrationLog') as string }])
    }
  })

  test('queries ask for what the function logs', () => {
    const source = readFileSync(new URL('../../lambda/reports/observation.ts', import.meta.url), 'utf8')
    const asked = resources(template, 'AWS::Logs::QueryDefinition').flatMap(({ QueryString }) =>
      [...String(QueryString).matchAll(/message = ('[^']+')/g)].map(([, message]) => message!),
    )
    expect(asked).toHaveLength(2)
    expect(asked.filter((message) => !source.includes(message))).toEqual([])
  })
})

describe('network', () => {
  test('there is no way to or from the internet', () => {
    template.resourceCountIs('AWS::EC2::InternetGateway', 0)
    template.resourceCountIs('AWS::EC2::NatGateway', 0)
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false })
  })

  test('S3, Secrets Manager and SQS are reached by endpoints that pass nothing else', () => {
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 3)
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      PolicyDocument: Match.anyValue(),
    })
    for (const actions of [
      ['secretsmanager:GetSecretValue'],
      [['sqs:ChangeMessageVisibility', 'sqs:SendMessage'], 'sqs:SendMessage'],
    ]) {
      template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
        VpcEndpointType: 'Interface',
        PrivateDnsEnabled: true,
        PolicyDocument: {
          Statement: actions.map((action) => Match.objectLike({ Action: action, Resource: Match.not('*') })),
        },
      })
    }
  })

  test('the function may open connections to HTTPS and to the database only', () => {
    const groups = resources(template, 'AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('^litelift function'),
    })
    expect(groups.map(({ SecurityGroupEgress }) => SecurityGroupEgress)).toEqual([
      [expect.objectContaining({ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
    ])
    const egress = resources(template, 'AWS::EC2::SecurityGroupEgress').map(({ FromPort }) => JSON.stringify(FromPort))
    expect(egress).toEqual(['443', expect.stringContaining('Endpoint.Port')])
  })

  test('only the function may connect to the database', () => {
    const [ingress, ...others] = resources(template, 'AWS::EC2::SecurityGroupIngress').filter(({ GroupId }) =>
      JSON.stringify(GroupId).includes('Database'),
    )
    expect(others).toEqual([])
    expect(JSON.stringify(ingress!.SourceSecurityGroupId)).toContain('FunctionGroup')
  })
})

describe('removal', () => {
  const kept = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::Logs::LogGroup']
  /** CloudFormation deletes these, with everything that needs them, in a rollback and when the stack goes. */
  const deletable = ['AWS::RDS::DBInstance', 'AWS::RDS::DBSubnetGroup', 'AWS::EC2::VPC', 'AWS::EC2::SecurityGroup']

  test('buckets with their policies, and logs, outlive the stack, but not a first deployment that failed', () => {
    const found = kept.flatMap((type) => Object.entries(template.findResources(type)))
    expect(found.length).toBeGreaterThan(5)
    for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of found) {
      // Logs of access may lie in their bucket by then, and would stop the rollback.
      const policy = id.includes('AccessLogs') ? 'Retain' : 'RetainExceptOnCreate'
      expect({ id, DeletionPolicy, UpdateReplacePolicy }).toEqual({
        id,
        DeletionPolicy: policy,
        UpdateReplacePolicy: 'Retain',
      })
    }
  })

  test('the database can be deleted, and leaves a snapshot', () => {
    template.allResources('AWS::RDS::DBCluster', { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' })
    template.hasResourceProperties('AWS::RDS::DBCluster', { DeletionProtection: false, BackupRetentionPeriod: 7 })
    const policies = deletable.flatMap((type) => Object.values(template.findResources(type)))
    expect(policies.filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete')).toEqual([])
    expect(policies.length).toBeGreaterThan(4)
  })

  test('nothing else stays, which would stop a rollback', () => {
    const all = template.toJSON().Resources as Record<string, { Type: string; DeletionPolicy?: string }>
    const staying = Object.entries(all).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
    expect(staying.map(([id]) => /AccessLogs/.exec(id)?.[0] ?? id)).toEqual(['AccessLogs', 'AccessLogs'])
    expect(JSON.stringify(all)).not.toContain('"DeletionProtection":true')
  })

  test("the deployment's step is not waited for longer than it takes", () => {
    const timeouts = resources(template, 'AWS::Lambda::Function')
      .filter(({ Description }) => /makes the migrating function's role|onEvent/.test(String(Description)))
      .map(({ Timeout }) => Number(Timeout))
      .toSorted((a, b) => a - b)
    expect(timeouts).toEqual([14 * 60, 15 * 60])
    template.hasResourceProperties('Custom::LiteliftDatabaseRole', { ServiceTimeout: '960' })
  })

  test('protection is a later choice', () => {
    const { template } = synthesise({ routes: [{ prefix: '' }], database: { deletionProtection: true } })
    template.hasResourceProperties('AWS::RDS::DBCluster', { DeletionProtection: true })
  })

  test('DESTROY leaves nothing', () => {
    const { template } = synthesise({ routes: [{ prefix: '' }], removalPolicy: RemovalPolicy.DESTROY })
    for (const type of [...kept, 'AWS::RDS::DBCluster']) template.allResources(type, { DeletionPolicy: 'Delete' })
  })
})

test('old versions of uploads and reports go in the end', () => {
  const { template } = synthesise({ routes: [{ prefix: '' }], oldVersions: Duration.days(30) })
  for (const id of ['Uploads', 'Reports']) {
    const found = Object.entries(template.findResources('AWS::S3::Bucket')).filter(([name]) => name.includes(id))
    expect(found.map(([, bucket]) => bucket.Properties.LifecycleConfiguration)).toEqual([
      {
        Rules: [
          expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Status: 'Enabled' }) as object,
        ],
      },
    ])
  }
})

test('uploads, reports and logs go in the end, where that is wanted', () => {
  const { template } = synthesise({
    routes: [{ prefix: '' }],
    machine: {},
    expire: { uploads: Duration.days(30), reports: Duration.days(400) },
    logRetention: RetentionDays.ONE_WEEK,
  })
  const rules = (id: string) => {
    const found = Object.entries(template.findResources('AWS::S3::Bucket')).filter(([name]) => name.includes(id))
    const [[, bucket]] = found as [[string, { Properties: { LifecycleConfiguration: { Rules: object[] } } }]]
    return bucket.Properties.LifecycleConfiguration.Rules
  }
  // Apart from the markers of deleted objects, as S3 wants it.
  const both = { ExpirationInDays: expect.anything() as unknown, ExpiredObjectDeleteMarker: true }
  for (const [id, days] of [['Uploads', 30] as const, ['Reports', 400] as const]) {
    expect(rules(id)).toContainEqual({ ExpirationInDays: days, Status: 'Enabled' })
    expect(rules(id)).not.toContainEqual(expect.objectContaining(both))
  }
  const logs = Object.entries(template.findResources('AWS::Logs::LogGroup')).map(([id, { Properties }]) => [
    /MigrationLog|MachineLog/.exec(id)?.[0],
    Properties.RetentionInDays,
  ])
  expect(logs).toContainEqual(['MigrationLog', 7])
  expect(logs).toContainEqual(['MachineLog', 7])
})

test('invocations are traced on request', () => {
  const { stack, template } = synthesise({ routes: [{ prefix: '' }], tracing: true })
  expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  template.hasResourceProperties('AWS::Lambda::Function', {
    EphemeralStorage: Match.anyValue(),
    TracingConfig: { Mode: 'Active' },
  })
})

test('the version of PostgreSQL is a choice, and RDS keeps it up to date', () => {
  const version = AuroraPostgresEngineVersion.VER_16_13
  const { template } = synthesise({ routes: [{ prefix: '' }], database: { version } })
  template.hasResourceProperties('AWS::RDS::DBCluster', { EngineVersion: '16.13' })
  template.hasResourceProperties('AWS::RDS::DBInstance', { AutoMinorVersionUpgrade: true })
})

test('outputs say where to drop files and where to look', () => {
  expect(Object.keys(template.findOutputs('*')).toSorted()).toEqual([
    'DashboardName',
    'DatabaseClusterArn',
    'DatabaseSecretArn',
    'DeadLetterQueueArn',
    'DeadLetterQueueUrl',
    'FunctionLog',
    'QueueArn',
    'ReportsBucket',
    'UploadsBucket',
  ])
})
