import type { GatewayVpcEndpoint, InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2'
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { readStatements } from './grant-secrets.ts'
import { inAccount } from './in-account.ts'
import type { Intake } from './intake.ts'
import type { Network } from './network.ts'
import type { Reports } from './reports.ts'

/**
 * The endpoints pass what the function needs and nothing else: data cannot leave through them to another bucket, queue
 * or account, whoever's credentials are used.
 */
export function restrictEndpoints({ endpoints }: Network, intake: Intake, reports: Reports, secrets: ISecret[]): void {
  if (!endpoints) return
  for (const statement of [...intake.permissions, ...reports.permissions]) pass(endpoints.s3, statement)
  if (endpoints.secrets) for (const statement of readStatements(secrets)) pass(endpoints.secrets, statement)
  const visibility = new PolicyStatement({
    actions: ['sqs:ChangeMessageVisibility'],
    resources: [intake.queue.queueArn],
  })
  for (const statement of [visibility, intake.settingAside, intake.queueing]) {
    pass(endpoints.sqs, inAccount(statement.copy(), intake.queue.env.account))
  }
}

/** Lets what a role may do through an endpoint. */
export function pass(endpoint: GatewayVpcEndpoint | InterfaceVpcEndpoint, statement: PolicyStatement): void {
  endpoint.addToPolicy(statement.copy({ principals: [new AnyPrincipal()] }))
}
