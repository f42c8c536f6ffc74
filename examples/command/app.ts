import { CfnOutput, Stack } from 'aws-cdk-lib'
import { Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
  Secret as TaskSecret,
} from 'aws-cdk-lib/aws-ecs'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { acknowledgeWildcards } from '../../infra/constructs/acknowledge-wildcards.ts'
import { checkedApp } from '../../infra/checked-app.ts'

/**
 * The command line inside a VPC, for files past Lambda's limits: a task of Fargate with 200 GiB of disk, which is started by hand
 * (docs/deployment.md, Run the command inside the VPC). Put your own names in place of these; the subnets need a way to npm's registry.
 */
const env = { account: '123456789012', region: 'eu-central-1' }
const stack = new Stack(checkedApp(), 'Litelift-command', { env, description: 'litelift: the command inside the VPC' })
const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  privateSubnetIds: ['subnet-0a1b2c3d4e5f60711', 'subnet-0a1b2c3d4e5f60712'],
  privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60711', 'rtb-0a1b2c3d4e5f60712'],
})
const database = SecurityGroup.fromSecurityGroupId(stack, 'Database', 'sg-0a1b2c3d4e5f60718')
const uploads = Bucket.fromBucketName(stack, 'Uploads', 'our-uploads')
const login = Secret.fromSecretCompleteArn(
  stack,
  'Login',
  'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-AbCdEf',
)

const group = new SecurityGroup(stack, 'Group', { vpc, description: 'litelift command' })
database.connections.allowFrom(group, Port.tcp(5432), 'litelift command')

export const task = new FargateTaskDefinition(stack, 'Task', {
  cpu: 4096,
  memoryLimitMiB: 16_384,
  ephemeralStorageGiB: 200,
  runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
})
const reading = new PolicyStatement({
  actions: ['s3:GetObject', 's3:GetObjectVersion'],
  resources: [uploads.arnForObjects('*')],
})
task.addToTaskRolePolicy(reading)
acknowledgeWildcards(task.taskRole, reading, 'One bucket, whose keys are not known beforehand.')
task.addContainer('litelift', {
  image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:24-slim'),
  // The CAs of RDS come with the package; the last word is $0, and the command its arguments.
  entryPoint: [
    'sh',
    '-c',
    'npm install --global --silent litelift && PGSSLROOTCERT=$(npm root --global)/litelift/rds-ca/rds-ca.pem exec litelift "$@"',
    'litelift',
  ],
  command: ['--help'],
  secrets: {
    PGUSER: TaskSecret.fromSecretsManager(login, 'username'),
    PGPASSWORD: TaskSecret.fromSecretsManager(login, 'password'),
  },
  logging: LogDrivers.awsLogs({ streamPrefix: 'litelift', logRetention: RetentionDays.THREE_MONTHS }),
})

const cluster = new Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED })
const { subnetIds } = vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS })
const output = (id: string, value: string) => new CfnOutput(stack, id, { value })
output('ClusterName', cluster.clusterName)
output('TaskDefinition', task.taskDefinitionArn)
output('SecurityGroup', group.securityGroupId)
output('Subnets', subnetIds.join(','))
