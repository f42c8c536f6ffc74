import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Stack } from 'aws-cdk-lib'
import { Match } from 'aws-cdk-lib/assertions'
import { SecurityGroup, SubnetType, Vpc, type IVpc } from 'aws-cdk-lib/aws-ec2'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { Secret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { evaluate } from './evaluate.ts'
import { resources, statements } from './resources.ts'
import { compose, synthesise } from './synthesise.ts'

const SHOP_GROUP = 'sg-0a1b2c3d4e5f60718'
const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-AbCdEf'

function ownVpc(stack: Stack): IVpc {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60711', 'subnet-0a1b2c3d4e5f60712'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60711', 'rtb-0a1b2c3d4e5f60712'],
  })
}

function ownSecret(stack: Stack): ISecret {
  return Secret.fromSecretCompleteArn(stack, 'Secret', SECRET)
}

describe('everything brought along', () => {
  const { stack, template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        uploads: Bucket.fromBucketName(stack, 'Uploads', 'my-uploads'),
        vpc: ownVpc(stack),
        subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        routes: [
          {
            prefix: 'shop/',
            secret: ownSecret(stack),
            port: 6432,
            securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Shop', SHOP_GROUP),
          },
        ],
        alarmTopic: Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-central-1:123456789012:ops'),
      }),
  )

  test('no VPC, no endpoint, no database and no secret is made, and no bucket for uploads', () => {
    for (const type of ['EC2::VPC', 'EC2::VPCEndpoint', 'RDS::DBCluster', 'SecretsManager::Secret']) {
      template.resourceCountIs(`AWS::${type}`, 0)
    }
    expect(Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) => id.includes('Uploads'))).toEqual([])
  })

  test("the bucket's other notifications stay; this one is for the prefix", () => {
    template.hasResourceProperties('Custom::S3BucketNotifications', {
      BucketName: 'my-uploads',
      Managed: false,
      NotificationConfiguration: {
        QueueConfigurations: [{ Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'shop/' }] } } }],
      },
    })
  })

  test('the function reads that prefix and that secret', () => {
    const all = JSON.stringify(statements(template))
    expect(all).toContain(':s3:::my-uploads/shop/*')
    expect(all).not.toContain(':s3:::my-uploads/*')
    expect(statements(template)).toContainEqual({
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: SECRET,
      Condition: { StringEquals: { 'aws:ResourceAccount': '123456789012' } },
    })
  })

  test("the database's security group lets the function in on its port", () => {
    const ports = { FromPort: 6432, ToPort: 6432 }
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: SHOP_GROUP, ...ports })
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      DestinationSecurityGroupId: SHOP_GROUP,
      ...ports,
    })
  })

  test('alarms go to the topic', () => {
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:ops'],
    })
  })

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })
})

describe('endpoints in a VPC with other workloads', () => {
  const { stack, template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        vpc: ownVpc(stack),
        subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        endpoints: true,
        routes: [{ prefix: '' }],
      }),
  )

  test('take no name of its DNS, and no route', () => {
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 3)
    template.allResourcesProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: false,
      RouteTableIds: Match.absent(),
    })
  })

  test('are where the function and the step of the deployment go by their own names', () => {
    const variables = resources(template, 'AWS::Lambda::Function', { VpcConfig: Match.anyValue() })
      .filter(({ Description }) => String(Description).startsWith('litelift'))
      .map(({ Environment }) => (Environment as { Variables: Record<string, unknown> }).Variables)
    expect(variables).toHaveLength(2)
    // Entries as the endpoint's page in the console of VPC shows them, the name for all zones first.
    const entries = (id: string) => [
      id.includes('S3')
        ? 'Z7HUB22UULQXV:*.vpce-1-2.s3.eu-central-1.vpce.amazonaws.com'
        : `Z7HUB22UULQXV:vpce-1-2.${id.includes('Sqs') ? 'sqs' : 'secretsmanager'}.eu-central-1.vpce.amazonaws.com`,
      'Z7HUB22UULQXV:vpce-1-2-eu-central-1a.eu-central-1.vpce.amazonaws.com',
    ]
    for (const of of variables) {
      const addresses = Object.entries(of).filter(([name]) => name.startsWith('AWS_ENDPOINT_URL'))
      expect(Object.fromEntries(addresses.map(([name, value]) => [name, evaluate(value, entries)]))).toEqual({
        AWS_ENDPOINT_URL_S3: 'https://bucket.vpce-1-2.s3.eu-central-1.vpce.amazonaws.com',
        AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://vpce-1-2.secretsmanager.eu-central-1.vpce.amazonaws.com',
        AWS_ENDPOINT_URL_SQS: 'https://vpce-1-2.sqs.eu-central-1.vpce.amazonaws.com',
      })
    }
  })

  test('S3 puts the bucket before the name of the endpoint', async () => {
    const client = new S3Client({
      region: 'eu-central-1',
      endpoint: 'https://bucket.vpce-1-2.s3.eu-central-1.vpce.amazonaws.com',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    let host = ''
    client.middlewareStack.add(
      (_next, context) => () => {
        host = context.endpointV2!.url.host
        return Promise.reject(new Error('far enough'))
      },
      { step: 'finalizeRequest' },
    )
    await expect(client.send(new HeadObjectCommand({ Bucket: 'uploads', Key: 'a' }))).rejects.toThrow('far enough')
    expect(host).toBe('uploads.bucket.vpce-1-2.s3.eu-central-1.vpce.amazonaws.com')
  })

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })
})

test('without a security group of the database the function may reach its port anywhere', () => {
  const { template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        vpc: ownVpc(stack),
        subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        routes: [{ prefix: '', secret: ownSecret(stack) }],
      }),
  )
  const [group] = resources(template, 'AWS::EC2::SecurityGroup')
  expect(group!.SecurityGroupEgress).toEqual([
    expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 }),
    expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 5432, ToPort: 5432 }),
  ])
})

test('keys of the bucket and of the secret may be used to decrypt', () => {
  const { template } = compose((stack) => {
    const key = (name: string) => Key.fromKeyArn(stack, name, `arn:aws:kms:eu-central-1:123456789012:key/${name}`)
    return new SqliteToPostgres(stack, 'Litelift', {
      uploads: Bucket.fromBucketAttributes(stack, 'Uploads', { bucketName: 'my-uploads', encryptionKey: key('k1') }),
      vpc: ownVpc(stack),
      subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      routes: [
        {
          prefix: '',
          secret: Secret.fromSecretAttributes(stack, 'Secret', {
            secretCompleteArn: SECRET,
            encryptionKey: key('k2'),
          }),
        },
      ],
    })
  })
  const [decrypt] = statements(template).filter(({ Action }) => Action === 'kms:Decrypt')
  expect(decrypt!.Resource).toEqual([
    'arn:aws:kms:eu-central-1:123456789012:key/k1',
    'arn:aws:kms:eu-central-1:123456789012:key/k2',
  ])
})

describe('a KMS key for all of it', () => {
  const { stack, template } = compose((stack) => {
    const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true })
    return new SqliteToPostgres(stack, 'Litelift', { encryptionKey, routes: [{ prefix: '' }] })
  })
  const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] }
  const isKey = { 'Fn::GetAtt': [expect.stringMatching(/^Key/) as string, 'Arn'] }

  test('encrypts queues, logs, the database and the secret of its owner', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: key })
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: key })
    template.hasResourceProperties('AWS::RDS::DBCluster', {
      StorageEncrypted: true,
      KmsKeyId: key,
      MasterUserSecret: { KmsKeyId: Match.anyValue() },
    })
  })

  test('encrypts uploads and reports; S3 delivers access logs under its own keys only', () => {
    const keys = Object.entries(template.findResources('AWS::S3::Bucket')).map(([id, { Properties }]) => [
      /AccessLogs|Uploads|Reports/.exec(id)![0],
      Properties.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm,
    ])
    expect(Object.fromEntries(keys)).toEqual({ AccessLogs: 'AES256', Uploads: 'aws:kms', Reports: 'aws:kms' })
  })

  test('lets S3, EventBridge and the logs in, and the function use it', () => {
    const [policy] = resources(template, 'AWS::KMS::Key').map(({ KeyPolicy }) => JSON.stringify(KeyPolicy))
    expect(policy).toContain('s3.amazonaws.com')
    expect(policy).toContain('logs.')
    const uses = statements(template).filter(({ Action }) => Action.includes('kms:GenerateDataKey'))
    expect(uses.map(({ Action, Resource }) => ({ Action, Resource }))).toEqual([
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: isKey },
    ])
    const secret = statements(
      template,
      Object.keys(template.findResources('AWS::IAM::Policy')).find((id) => id.includes('OwnRoleRole')),
    )
    expect(secret).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt', Resource: isKey }))
  })

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })
})

test('a route without a secret has the database beside those that have one', () => {
  const { template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        routes: [{ prefix: '' }, { prefix: 'shop/', secret: ownSecret(stack) }],
      }),
  )
  template.resourceCountIs('AWS::RDS::DBCluster', 1)
  template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Resource: SECRET })]) },
  })
})

test('a route logs in by IAM as the role that it names, and as no other', () => {
  const { template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        vpc: new Vpc(stack, 'Vpc'),
        subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        routes: [
          { prefix: '', iam: { user: 'loader', resourceId: 'cluster-ABC' }, host: 'db.example.com', database: 'shop' },
        ],
      }),
  )
  template.resourceCountIs('AWS::RDS::DBCluster', 0)
  template.resourceCountIs('Custom::LiteliftDatabaseRole', 0)
  const routes = resources(template, 'AWS::Lambda::Function', { EphemeralStorage: Match.anyValue() }).map(
    ({ Environment }) => (Environment as { Variables: { LITELIFT_ROUTES: string } }).Variables.LITELIFT_ROUTES,
  )
  expect(routes.map((one) => JSON.parse(one) as unknown)).toEqual([
    [{ prefix: '', iamUser: 'loader', host: 'db.example.com', database: 'shop' }],
  ])
  const [connect, ...others] = statements(template).filter(({ Action }) => Action === 'rds-db:connect')
  expect(others).toEqual([])
  expect(JSON.stringify(connect!.Resource)).toContain(':dbuser:cluster-ABC/loader')
  expect(statements(template).flatMap(({ Action }) => Action)).not.toContain('secretsmanager:GetSecretValue')
})

describe('endpoints where every route logs in by IAM', () => {
  const { template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        vpc: ownVpc(stack),
        subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        endpoints: true,
        machine: {},
        events: true,
        routes: [{ prefix: '', iam: { user: 'loader', resourceId: 'db-ABC' }, host: 'db', database: 'shop' }],
      }),
  )

  test('are none for secrets, which nobody reads', () => {
    const services = resources(template, 'AWS::EC2::VPCEndpoint').map(({ ServiceName }) => JSON.stringify(ServiceName))
    expect(services.map((name) => /s3|sqs|events|secretsmanager/.exec(name)![0]).toSorted()).toEqual([
      'events',
      's3',
      'sqs',
    ])
    expect(JSON.stringify(template.toJSON())).not.toContain('AWS_ENDPOINT_URL_SECRETS_MANAGER')
  })

  test('have a policy each: without one an endpoint passes everything', () => {
    template.allResourcesProperties('AWS::EC2::VPCEndpoint', { PolicyDocument: Match.anyValue() })
  })
})

test("objects of a bucket of another account are that account's", () => {
  const { template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        uploads: Bucket.fromBucketAttributes(stack, 'Theirs', { bucketName: 'theirs', account: '210987654321' }),
        routes: [{ prefix: '' }],
      }),
  )
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Principal: { Service: 's3.amazonaws.com' },
          Condition: {
            ArnLike: { 'aws:SourceArn': Match.anyValue() },
            StringEquals: { 'aws:SourceAccount': '210987654321' },
          },
        }),
      ]),
    },
  })
  const reads = statements(template).filter(({ Action }) => Action.includes('s3:GetObjectVersion'))
  expect(reads.map(({ Condition }) => Condition)).toEqual([{ StringEquals: { 'aws:ResourceAccount': '210987654321' } }])
})

test('secrets alone do not say where the databases are', () => {
  expect(() =>
    compose((stack) => new SqliteToPostgres(stack, 'L', { routes: [{ prefix: '', secret: ownSecret(stack) }] })),
  ).toThrow('pass the `vpc`')
})

test('a database that never pauses', () => {
  const { template } = synthesise({ routes: [{ prefix: '' }], database: { minCapacity: 0.5, maxCapacity: 16 } })
  template.hasResourceProperties('AWS::RDS::DBCluster', {
    ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 16, SecondsUntilAutoPause: Match.absent() },
  })
})
