import { App, Stack } from 'aws-cdk-lib'
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import type { SqliteToPostgresProps } from '../../infra/props.ts'

/** The cloud assembly that `cdk deploy` would deploy, bundles included, of a stack with a database of its own. */
export function makeAssembly(
  outdir: string,
  stackName: string,
  { secretName, ...props }: { secretName: string } & Partial<SqliteToPostgresProps>,
): SqliteToPostgres {
  const app = new App({ outdir })
  const stack = new Stack(app, stackName)
  const litelift = new SqliteToPostgres(stack, 'Litelift', {
    vpc: new Vpc(stack, 'Vpc', {
      subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
    }),
    routes: [{ prefix: 'shop/', secret: Secret.fromSecretNameV2(stack, 'Secret', secretName), schema: 'shop' }],
    ...props,
  })
  app.synth()
  return litelift
}
