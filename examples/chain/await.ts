import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import {
  Choice,
  Condition,
  DefinitionBody,
  IntegrationPattern,
  JsonPath,
  LogLevel,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  Timeout,
  type IChainable,
} from 'aws-cdk-lib/aws-stepfunctions'
import { CallAwsService, SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import { acknowledgeWildcard } from '../../infra/constructs/acknowledge-wildcards.ts'
import type { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { undelivered } from './undelivered.ts'

/**
 * A state machine that puts `{ "bucket": …, "key": … }`, its input, into litelift's queue and goes on when that is in the database, however long the
 * queue is; its task fails with the code of the error when it will not be.
 *
 * The token of its task goes along in the message and comes back in the event that tells the end. A rule gives that event to a second, short state machine,
 * which completes the task. Nothing has to be kept in between.
 */
export function awaitedMigrations(stack: Stack, { intake, events }: SqliteToPostgres): StateMachine {
  const migrate = new SqsSendMessage(stack, 'Migrate', {
    queue: intake.queue,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    messageBody: TaskInput.fromObject({
      bucket: JsonPath.stringAt('$.bucket'),
      key: JsonPath.stringAt('$.key'),
      token: JsonPath.taskToken,
    }),
    // What is tried again is tried for eight hours; a dead letter is told of by nobody.
    taskTimeout: Timeout.duration(Duration.hours(9)),
    resultPath: '$.migration',
  })
  // Your own states take the place of this one.
  const awaiting = stateMachine(stack, 'Await', migrate.next(new Succeed(stack, 'In the database')))
  intake.queue.encryptionMasterKey?.grant(awaiting, 'kms:Decrypt', 'kms:GenerateDataKey')
  const completing = stateMachine(stack, 'Complete', complete(stack, awaiting), StateMachineType.EXPRESS)
  const rule = new Rule(stack, 'CompleteTask', {
    eventBus: events!.bus,
    eventPattern: { source: ['litelift'], detail: { token: [{ exists: true }] } },
  })
  rule.addTarget(new SfnStateMachine(completing, { deadLetterQueue: undelivered(stack, 'NotCompleted') }))
  return awaiting
}

function complete(stack: Stack, { stateMachineArn }: StateMachine): IChainable {
  const call = (id: string, action: string, parameters: Record<string, unknown>) =>
    new CallAwsService(stack, id, {
      service: 'sfn',
      action,
      parameters: { TaskToken: JsonPath.stringAt('$.detail.token'), ...parameters },
      iamResources: [stateMachineArn],
      iamAction: `states:${action[0]!.toUpperCase()}${action.slice(1)}`,
      // Events come at least once: the second one finds nobody who waits.
    }).addCatch(told, {
      errors: ['Sfn.TaskTimedOutException', 'Sfn.TaskDoesNotExistException', 'Sfn.InvalidTokenException'],
    })
  const told = new Succeed(stack, 'Was told before')
  const fail = call('Fail the task', 'sendTaskFailure', {
    Error: JsonPath.stringAt('$.detail.error.code'),
    Cause: JsonPath.stringAt('$.detail.error.message'),
  })
  const succeed = call('Complete the task', 'sendTaskSuccess', {
    Output: JsonPath.jsonToString(JsonPath.objectAt('$.detail')),
  })
  return new Choice(stack, 'How did it end?')
    .when(Condition.stringEquals('$.detail.outcome', 'failed'), fail)
    .otherwise(succeed)
}

function stateMachine(stack: Stack, id: string, body: IChainable, type = StateMachineType.STANDARD): StateMachine {
  const destination = new LogGroup(stack, `${id}Log`, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const machine = new StateMachine(stack, id, {
    stateMachineType: type,
    definitionBody: DefinitionBody.fromChainable(body),
    // Without the data, which holds the token.
    logs: { destination, level: LogLevel.ALL, includeExecutionData: false },
    tracingEnabled: true,
  })
  acknowledgeWildcard(
    machine,
    '*',
    'What a state machine needs to write its log and traces, for which AWS knows no narrower resource.',
  )
  return machine
}
