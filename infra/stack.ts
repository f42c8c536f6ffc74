import { Annotations, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { PROP_NAMES } from './check-props.ts'
import { SqliteToPostgres } from './constructs/sqlite-to-postgres.ts'
import type { SqliteToPostgresProps } from './props.ts'

export type LiteliftStackProps = StackProps & SqliteToPostgresProps

/** Props of any stack. */
const OF_STACKS: Record<keyof StackProps, true> = {
  analyticsReporting: true,
  crossRegionReferences: true,
  description: true,
  env: true,
  notificationArns: true,
  permissionsBoundary: true,
  propertyInjectors: true,
  stackName: true,
  suppressTemplateIndentation: true,
  synthesizer: true,
  tags: true,
  terminationProtection: true,
}

/** One {@link SqliteToPostgres} and the names by which people reach its parts. */
export class LiteliftStack extends Stack {
  readonly litelift: SqliteToPostgres

  constructor(scope: Construct, id: string, props: LiteliftStackProps) {
    super(scope, id, props)
    this.litelift = new SqliteToPostgres(this, 'Litelift', this.ownProps(props))
    this.litelift.addOutputs()
  }

  /** Those of the construct. What is neither its own nor known of a stack may be of a newer aws-cdk-lib, so it is no error. */
  private ownProps(props: LiteliftStackProps): SqliteToPostgresProps {
    const given = Object.entries(props)
    const isOwn = (name: string) => (PROP_NAMES as string[]).includes(name)
    const unknown = given.map(([name]) => name).filter((name) => !isOwn(name) && !Object.hasOwn(OF_STACKS, name))
    if (unknown.length > 0) {
      const message = `${unknown.join(', ')}: is no prop of SqliteToPostgres, and none of a Stack that litelift knows`
      Annotations.of(this).addWarningV2('litelift:unknown-prop', message)
    }
    return Object.fromEntries(given.filter(([name]) => isOwn(name))) as unknown as SqliteToPostgresProps
  }
}
