import { Stack, Validations } from 'aws-cdk-lib'
import type { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam'
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js'

/** Tells cdk-nag why these resources of a role's statement end in a wildcard; it wants each one named as it prints it. */
export function acknowledgeWildcards(role: Role, statement: PolicyStatement, reason: string): void {
  for (const resource of statement.resources) {
    const flat = flattenCfnReference(Stack.of(role).resolve(resource))
    if (flat.includes('*')) Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flat}]`, reason })
  }
}
