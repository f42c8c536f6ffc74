import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import type { Route } from '../route.ts'

/** Lets `role` log in to the routes' own databases as the roles that they name, and as no other. */
export function grantIam(role: Role, routes: Route[]): void {
  for (const { iam } of routes) {
    if (!iam) continue
    const { partition, region, account } = Stack.of(role)
    const resource = `arn:${partition}:rds-db:${region}:${account}:dbuser:${iam.resourceId}/${iam.user}`
    role.addToPolicy(new PolicyStatement({ actions: ['rds-db:connect'], resources: [resource] }))
  }
}
