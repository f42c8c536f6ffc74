import { Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { SqliteToPostgres } from './constructs/sqlite-to-postgres.ts'
import type { SqliteToPostgresProps } from './props.ts'

export type LiteliftStackProps = StackProps & SqliteToPostgresProps

/** One {@link SqliteToPostgres} and the names by which people reach its parts. */
export class LiteliftStack extends Stack {
  readonly litelift: SqliteToPostgres

  constructor(scope: Construct, id: string, props: LiteliftStackProps) {
    super(scope, id, props)
    this.litelift = new SqliteToPostgres(this, 'Litelift', props)
    this.litelift.addOutputs()
  }
}
