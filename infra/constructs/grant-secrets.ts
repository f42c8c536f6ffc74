import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { accountOf, inAccount } from './in-account.ts'

/** Lets `role` read the value of these secrets, and nothing else of them. */
export function grantSecrets(role: IRole, secrets: ISecret[]): void {
  for (const statement of readStatements(secrets)) role.addToPrincipalPolicy(statement)
  for (const { encryptionKey } of new Set(secrets)) encryptionKey?.grantDecrypt(role)
}

/** A statement for the secrets of each account. */
export function readStatements(secrets: ISecret[]): PolicyStatement[] {
  return [...Map.groupBy(secrets, accountOf)].map(([account, own]) =>
    inAccount(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [...new Set(own.map(arnOf))],
      }),
      account,
    ),
  )
}

/** A secret that was imported by its name lacks the six random characters at the end of its ARN. */
function arnOf(secret: ISecret): string {
  return secret.secretFullArn ?? `${secret.secretArn}-??????`
}
