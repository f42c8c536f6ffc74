import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'

/** Lets `role` read the value of these secrets, and nothing else of them. */
export function grantSecrets(role: IRole, secrets: ISecret[]): void {
  role.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: secretArns(secrets) }),
  )
  for (const { encryptionKey } of new Set(secrets)) encryptionKey?.grantDecrypt(role)
}

/** A secret that was imported by its name lacks the six random characters at the end of its ARN. */
export function secretArns(secrets: ISecret[]): string[] {
  return [...new Set(secrets.map((secret) => secret.secretFullArn ?? `${secret.secretArn}-??????`))]
}
