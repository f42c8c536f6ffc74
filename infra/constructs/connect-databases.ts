import { Port, type SecurityGroup } from 'aws-cdk-lib/aws-ec2'
import type { Route } from '../route.ts'
import type { TargetDatabase } from './target-database.ts'

/** Lets the function reach the routes' databases, each on its port only. */
export function connectDatabases(
  functionGroup: SecurityGroup,
  routes: Route[],
  database: TargetDatabase | undefined,
): void {
  database?.cluster.connections.allowDefaultPortFrom(functionGroup, 'litelift function')
  for (const { secret, iam, securityGroup, port = 5432 } of routes) {
    if (!secret && !iam) continue
    if (securityGroup) securityGroup.connections.allowFrom(functionGroup, Port.tcp(port), 'litelift function')
    // Where the host stands is in the secret, which is not known here.
    else functionGroup.connections.allowToAnyIpv4(Port.tcp(port), 'Databases of routes without securityGroup')
  }
}
