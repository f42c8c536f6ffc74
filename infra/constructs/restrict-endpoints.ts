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
  for (const statement of [...intake.permissions, ...reports.permissions]) {
    endpoints.s3.addToPolicy(statement.copy({ principals: [new AnyPrincipal()] }))
  }
  for (const statement of readStatements(secrets)) {
    endpoints.secrets.addToPolicy(statement.copy({ principals: [new AnyPrincipal()] }))
  }
  const visibility = new PolicyStatement({
    actions: ['sqs:ChangeMessageVisibility'],
    resources: [intake.queue.queueArn],
  })
  for (const statement of [visibility, intake.settingAside]) {
    const passed = statement.copy({ principals: [new AnyPrincipal()] })
    endpoints.sqs.addToPolicy(inAccount(passed, intake.queue.env.account))
  }
}
