import { App, Stack } from 'aws-cdk-lib'
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'

/** The cloud assembly that `cdk deploy` would deploy, bundles included, of a stack with a database of its own. Gives the stack's name. */
export function makeAssembly(outdir: string, secretName: string): string {
  const app = new App({ outdir })
  const stack = new Stack(app, 'Litelift')
  const litelift = new SqliteToPostgres(stack, 'Litelift', {
    vpc: new Vpc(stack, 'Vpc', {
      subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
    }),
    routes: [{ prefix: 'shop/', secret: Secret.fromSecretNameV2(stack, 'Secret', secretName), schema: 'shop' }],
  })
  app.synth()
  return Stack.of(litelift).stackName
}
