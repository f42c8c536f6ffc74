import { SecretValue, type Stack } from 'aws-cdk-lib'
import {
  ApiDestination,
  Authorization,
  Connection,
  EventField,
  HttpMethod,
  Rule,
  RuleTargetInput,
} from 'aws-cdk-lib/aws-events'
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets'
import type { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { undelivered } from './undelivered.ts'

/**
 * Tells a channel of Slack how each migration ended. The secret, by its name, holds `Bearer xoxb-…`, the token of a bot that may `chat:write` and
 * was invited to the channel. Any other API works in the same way.
 */
export function tellSlack(
  stack: Stack,
  { events }: SqliteToPostgres,
  { channel, secret }: { channel: string; secret: string },
): Rule {
  const connection = new Connection(stack, 'Slack', {
    authorization: Authorization.apiKey('Authorization', SecretValue.secretsManager(secret)),
  })
  const destination = new ApiDestination(stack, 'PostMessage', {
    connection,
    endpoint: 'https://slack.com/api/chat.postMessage',
    httpMethod: HttpMethod.POST,
    // Slack takes about one message a second and channel.
    rateLimitPerSecond: 1,
  })
  const deadLetterQueue = undelivered(stack, 'NotInSlack')
  // As JSON, so that lines stay lines.
  const event = RuleTargetInput.fromObject({ channel, text: EventField.fromPath('$.detail.text') })
  return new Rule(stack, 'TellSlack', {
    eventBus: events!.bus,
    eventPattern: { source: ['litelift'] },
    targets: [new ApiDestinationTarget(destination, { event, deadLetterQueue })],
  })
}
