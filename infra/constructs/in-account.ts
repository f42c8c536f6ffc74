import { Stack } from 'aws-cdk-lib'
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'

/**
 * The statement, for resources of this account only: the name of a bucket says nothing of whose it is, and one that was deleted can be
 * made anew by anybody.
 */
export function inAccount(statement: PolicyStatement, account: string): PolicyStatement {
  statement.addCondition('StringEquals', { 'aws:ResourceAccount': account })
  return statement
}

/** Another's where it was imported with that account; otherwise the stack's. */
export function accountOf(resource: IBucket | ISecret): string {
  return 'secretArn' in resource ? accountOfSecret(resource) : resource.env.account
}

/** A secret's ARN names its account; one that was imported by name is the stack's. */
function accountOfSecret(secret: ISecret): string {
  const [, , , , account] = secret.secretFullArn?.split(':') ?? []
  return account !== undefined && /^\d{12}$/.test(account) ? account : Stack.of(secret).account
}
