import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { EventBus, EventField, Rule, RuleTargetInput, type IEventBus } from 'aws-cdk-lib/aws-events'
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { MigrationFunction } from '../constructs/migration-function.ts'
import type { Network } from '../constructs/network.ts'
import { pass } from '../constructs/restrict-endpoints.ts'

export interface EventsProps {
  /** true stands for the account's default bus. */
  bus: IEventBus | true
  topic: ITopic | undefined
  migration: MigrationFunction
  network: Network
}

/** The bus that hears how migrations end (docs/events.md), and the topic that tells people. */
export class Events extends Construct {
  readonly bus: IEventBus
  /** What tells people. */
  readonly rules: Rule[]

  constructor(scope: Construct, id: string, { bus, topic, migration, network }: EventsProps) {
    super(scope, id)
    this.bus = bus === true ? EventBus.fromEventBusName(this, 'Bus', 'default') : bus
    const sending = new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [this.bus.eventBusArn],
      conditions: { StringEquals: { 'events:source': 'litelift' } },
    })
    migration.role.addToPolicy(sending)
    if (network.endpoints?.events) pass(network.endpoints.events, sending)
    for (const one of migration.functions) one.addEnvironment('LITELIFT_EVENT_BUS', this.bus.eventBusArn)
    this.rules = topic ? this.tellPeople(topic) : []
  }

  /**
   * Lines, which EventBridge sends each in quotation marks: `$.detail.text` as a whole would come with `\n` in place of line ends
   * (docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
   */
  private tellPeople(topic: ITopic): Rule[] {
    const field = (path: string) => EventField.fromPath(`$.detail.${path}`)
    const where = [
      field('headline'),
      `File: ${field('source.uri')}`,
      `Target: ${field('target.database')} on ${field('target.host')}, schema ${field('target.schema')}`,
    ]
    const why = [`Why: ${field('error.message')}`, `What to do: ${field('error.hint')} (${field('error.code')})`]
    const report = `Report: ${field('report')}`
    return [
      this.rule(topic, 'Failed', ['Migration Failed'], [...where, ...why, report]),
      this.rule(topic, 'Ended', ['Migration Published', 'Migration Skipped'], [...where, report]),
    ]
  }

  private rule(topic: ITopic, id: string, detailType: string[], lines: string[]): Rule {
    const message = RuleTargetInput.fromMultilineText(lines.join('\n'))
    return new Rule(this, id, {
      description: `litelift: ${detailType.join(' and ')}, for people`,
      eventBus: this.bus,
      eventPattern: { source: ['litelift'], detailType },
      targets: [new SnsTopic(topic, { message })],
    })
  }
}
