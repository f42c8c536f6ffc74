import { Stack } from 'aws-cdk-lib'
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { checkedApp } from '../checked-app.ts'
import { SqliteToPostgres } from '../constructs/sqlite-to-postgres.ts'

/** Into a VPC, a bucket and databases that are there already: one by its secret, one by IAM. Put your own names in place of these. */
const env = { account: '123456789012', region: 'eu-central-1' }
const stack = new Stack(checkedApp(), 'Litelift', { env, description: 'litelift into databases of our own' })

export const litelift = new SqliteToPostgres(stack, 'Litelift', {
  uploads: Bucket.fromBucketName(stack, 'Uploads', 'our-uploads'),
  // Vpc.fromLookup needs an account to look into; this does not.
  vpc: Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60711', 'subnet-0a1b2c3d4e5f60712'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60711', 'rtb-0a1b2c3d4e5f60712'],
  }),
  subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  // Where the subnets have a NAT gateway, or endpoints of their own, this is not needed.
  endpoints: true,
  // The bucket holds files already.
  backfill: true,
  routes: [
    {
      prefix: 'shop/',
      secret: Secret.fromSecretCompleteArn(
        stack,
        'Secret',
        'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-AbCdEf',
      ),
      securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'ShopDatabase', 'sg-0a1b2c3d4e5f60718'),
    },
    {
      prefix: 'phones/',
      iam: { user: 'litelift', resourceId: 'cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ' },
      host: 'phones.cluster-abcdefghijkl.eu-central-1.rds.amazonaws.com',
      database: 'phones',
      schema: 'phones',
      securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'PhonesDatabase', 'sg-0a1b2c3d4e5f60719'),
    },
  ],
})
