import { Stack, Validations } from 'aws-cdk-lib'
import { ManagedPolicy, type IRole, type PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js'
import type { IConstruct } from 'constructs'

/** Tells cdk-nag why these resources of a role's statement end in a wildcard; it wants each one named as it prints it. */
export function acknowledgeWildcards(role: IRole, statement: PolicyStatement, reason: string): void {
  for (const resource of statement.resources) acknowledgeWildcard(role, resource, reason)
}

/** The same for a resource of a policy anywhere below `scope`. */
export function acknowledgeWildcard(scope: IConstruct, resource: string, reason: string): void {
  const flat = asPrinted(scope, resource)
  if (flat.includes('*')) Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flat}]`, reason })
}

/** Tells cdk-nag why aws-cdk-lib's own function below `scope` has AWS's managed policy for logs. */
export function acknowledgeBasicExecution(scope: IConstruct, reason: string): void {
  const { managedPolicyArn } = ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')
  Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM4[Policy::${asPrinted(scope, managedPolicyArn)}]`, reason })
}

/** The partition is a name or a reference, as the user's feature flags want it. */
function asPrinted(scope: IConstruct, text: string): string {
  return flattenCfnReference(Stack.of(scope).resolve(text))
}
