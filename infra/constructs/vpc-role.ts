import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { acknowledgeWildcards } from './acknowledge-wildcards.ts'

/** ec2:… on network interfaces, which Lambda itself uses to put the function into a VPC. */
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]

/** The role of a function in a VPC that writes one log, instead of AWS's managed policies, which grant every log group of the account. */
export function vpcRole(scope: Construct, logGroup: LogGroup): Role {
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logGroup.grantWrite(role)
  const interfaces = new PolicyStatement({ actions: INTERFACES, resources: ['*'] })
  role.addToPolicy(interfaces)
  acknowledgeWildcards(role, interfaces, 'Interfaces that Lambda makes in the VPC: EC2 knows no narrower resource.')
  // These are for Lambda, not for the code inside (docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html): only
  // requests of the code carry this key.
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: INTERFACES,
      resources: ['*'],
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  )
  return role
}
