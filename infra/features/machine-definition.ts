import { Duration } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import {
  Choice,
  Condition,
  DistributedMap,
  Errors,
  JitterType,
  JsonPath,
  Pass,
  Result,
  Succeed,
  TaskInput,
  type IChainable,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import type { Construct } from 'constructs'
import { ERROR_KINDS, type ErrorCode } from '../../engine/errors.ts'

export interface MachineDefinitionProps {
  function: IFunction
  /** Shards that are profiled, staged or digested at the same time. */
  concurrency: number
  /** Bytes of a shard. */
  shardBytes: number
  /** Bytes up to which a file is downloaded as a whole to be planned and verified; undefined for as many as there is room for. */
  wholeBytes: number | undefined
}

/** Name the executions of shards. */
export const LABELS = { profile: 'profiles', stage: 'shards', digest: 'digests' }

/** The longest pause between two tries of a task. */
const LONGEST_PAUSE = Duration.minutes(10)
/** A claim outlasts it, and the start of a function. */
const LEASE = LONGEST_PAUSE.plus(Duration.minutes(5))
/** Tries of what may mend by itself: with pauses of up to ten minutes, five minutes on average, five hours. */
const TRIES = 60
/** Tries of what was out of time: a build goes on each time, a day long; everything else begins again. */
const BUILDS = 96
const OUT_OF_TIME = 3
/** Tries of a function that did not live to tell: out of memory, killed, unreachable. */
const LOST = 4
/** Plans after the first, where somebody changes the target meanwhile. */
const PLANS = 2

const CODES = Object.keys(ERROR_KINDS) as ErrorCode[]
const INTERRUPTED: ErrorCode = 'migration-interrupted'
const CHANGED: ErrorCode = 'target-changed'
const RUNNING: ErrorCode = 'migration-running'
/** These are tried as often as what dies without a word. */
const DEFECTS: ErrorCode[] = ['internal', 'worker-ended']

/** begin → prepare (→ profile all shards → plan) → stage all shards → build → verify (→ digest all shards → compare) → publish; whatever fails is reported (docs/scaling.md). Gives the first state. */
export function machineDefinition(scope: Construct, props: MachineDefinitionProps): IChainable {
  const failed = task(scope, props, 'Fail', {
    event: JsonPath.objectAt('$$.Execution.Input'),
    state: JsonPath.objectAt('$'),
    execution: JsonPath.objectAt('$$.Execution'),
  })
  failed.addRetry(lost())
  const end = task(scope, props, 'End', {
    failed: JsonPath.objectAt('$.failed'),
    execution: JsonPath.objectAt('$$.Execution'),
  })
  const begin = task(scope, props, 'Begin', {
    event: JsonPath.objectAt('$$.Execution.Input'),
    execution: JsonPath.stringAt('$$.Execution.Id'),
  })
  // Whatever the input is, even a batch, `begin` reads it from the context; what an earlier run of a redriven execution left is forgotten.
  const start = new Pass(scope, 'Start', { result: Result.fromObject({}) })
  const prepare = task(scope, props, 'Prepare', ofClaim(props))
  const profile = profileAll(scope, props)
  const plan = task(scope, props, 'Plan', ofClaim(props))
  const stage = stageAll(scope, props)
  const build = task(scope, props, 'Build', ofClaim(props))
  const verify = task(scope, props, 'Verify', ofClaim(props))
  const digest = digestAll(scope, props)
  const compare = task(scope, props, 'Compare', ofClaim(props))
  const publish = task(scope, props, 'Publish', ofClaim(props))
  const planAgain = new Pass(scope, 'PlanAgain', {
    comment: 'Somebody changed the target since it was planned for',
    parameters: { made: JsonPath.mathAdd(JsonPath.numberAt('$.plans.made'), 1) },
    resultPath: '$.plans',
  })

  // Somebody else is at work on it, and may end without publishing: it is waited for.
  retry(begin, { final: [] })
  for (const one of [prepare, plan, verify, compare, publish]) retry(one, { final: [RUNNING] })
  retry(build, { final: [RUNNING], outOfTime: BUILDS })
  for (const one of [build, publish]) one.addCatch(planAgain, { errors: [CHANGED], resultPath: '$.error' })
  for (const one of [begin, prepare, profile, plan, stage, build, verify, digest, compare, publish])
    catchAll(one, failed)

  failed.next(end).next(start)
  planAgain.next(
    new Choice(scope, 'PlannedOften')
      .when(Condition.numberGreaterThan('$.plans.made', PLANS), failed)
      .otherwise(prepare),
  )
  publish.next(new Succeed(scope, 'Published', { outputPath: '$.published' }))
  // What each of many shards said of itself is in nobody's way any more: the state has 256 KiB.
  const profiled = new Pass(scope, 'Profiled', { result: Result.fromArray([]), resultPath: '$.profiles' })
  const digested = new Pass(scope, 'Digested', { result: Result.fromArray([]), resultPath: '$.digests' })
  // Of no shard there would be no result to look at: all are done by the function that was out of time, or the file has no table.
  const hasShards = new Choice(scope, 'HasShards')
    .when(Condition.isPresent('$.planned.shards[0]'), stage)
    .otherwise(build)
  ifAllDone(scope, profile, { name: 'AllProfiled', results: '$.profiles', otherwise: failed }).next(
    profiled.next(plan).next(hasShards),
  )
  prepare.next(
    new Choice(scope, 'HasPlan')
      .when(Condition.booleanEquals('$.planned.isPlanned', false), profile)
      .otherwise(hasShards),
  )
  ifAllDone(scope, stage, { name: 'AllStaged', results: '$.stages', otherwise: failed }).next(build)
  build.next(verify)
  verify.next(
    new Choice(scope, 'IsVerified')
      .when(Condition.booleanEquals('$.verified.isVerified', false), digest)
      .otherwise(publish),
  )
  ifAllDone(scope, digest, { name: 'AllDigested', results: '$.digests', otherwise: failed }).next(
    digested.next(compare).next(publish),
  )
  return start
    .next(begin)
    .next(
      new Choice(scope, 'HasWork')
        .when(Condition.stringEquals('$.state', 'running'), prepare)
        .otherwise(new Succeed(scope, 'NothingToDo')),
    )
}

/** Goes on from a Map with what is made of its result where no shard failed. */
function ifAllDone(
  scope: Construct,
  map: DistributedMap,
  { name, results, otherwise }: { name: string; results: string; otherwise: IChainable },
): { next(state: IChainable): void } {
  const look = new Pass(scope, `${name}Look`, {
    // CDK's own arrayContains takes no literal but text.
    parameters: { 'isShort.$': `States.ArrayContains(${results}[*].done, false)` },
    resultPath: '$.look',
  })
  const choice = new Choice(scope, name).when(Condition.booleanEquals('$.look.isShort', true), otherwise)
  map.next(look).next(choice)
  return { next: (state) => void choice.otherwise(state) }
}

/** States.ALL has all names but these two, which name what the execution itself could not do: what a state gives is too large, or a path leads nowhere. */
function catchAll(state: LambdaInvoke | DistributedMap, handler: IChainable): void {
  state.addCatch(handler, { errors: ['States.Runtime', 'States.DataLimitExceeded'], resultPath: '$.error' })
  state.addCatch(handler, { resultPath: '$.error' })
}

/** As {@link stageAll}, of what is read before there is a plan. */
function profileAll(scope: Construct, props: MachineDefinitionProps): DistributedMap {
  return allAtOnce(scope, props, {
    name: 'Profile',
    done: 'Profiled',
    label: LABELS.profile,
    shards: '$.planned.shards',
    result: '$.profiles',
  })
}

/** As {@link profileAll}, of what is compared by the sums of its digests. */
function digestAll(scope: Construct, props: MachineDefinitionProps): DistributedMap {
  return allAtOnce(scope, props, {
    name: 'Digest',
    done: 'Digested',
    label: LABELS.digest,
    shards: '$.verified.shards',
    result: '$.digests',
  })
}

/** Shards that one call each is enough for. */
function allAtOnce(
  scope: Construct,
  props: MachineDefinitionProps,
  map: { name: 'Profile' | 'Digest'; done: string } & Omit<Shards, 'name'>,
): DistributedMap {
  const one = task(scope, props, map.name, { ...ofClaim(props), shard: JsonPath.numberAt('$.shard') })
  retry(one, { final: [RUNNING] })
  catchAll(one, notDone(scope, `Not${map.done}`))
  one.next(done(scope, `Shard${map.done}`))
  return overShards(scope, props, { ...map, name: `${map.name}Shards` }).itemProcessor(one)
}

/** Each shard is an execution of its own, so that their number is not bounded by the history of one. One that fails says why in its output: a failed Map would not. */
function stageAll(scope: Construct, props: MachineDefinitionProps): DistributedMap {
  const stage = task(scope, props, 'Stage', { ...ofClaim(props), shard: JsonPath.numberAt('$.shard') })
  retry(stage, { final: [RUNNING] })
  catchAll(stage, notDone(scope, 'NotStaged'))
  const isDone = Condition.booleanEquals('$.staged.done', true)
  stage.next(new Choice(scope, 'ShardDone').when(isDone, done(scope, 'Staged')).otherwise(stage))
  return overShards(scope, props, {
    name: 'StageShards',
    label: LABELS.stage,
    shards: '$.planned.shards',
    result: '$.stages',
  }).itemProcessor(stage)
}

function done(scope: Construct, name: string): Pass {
  return new Pass(scope, name, { result: Result.fromObject({ done: true }) })
}

function notDone(scope: Construct, name: string): Pass {
  return new Pass(scope, name, { parameters: { done: false, error: JsonPath.objectAt('$.error') } })
}

interface Shards {
  name: string
  label: string
  /** Where their numbers are, and where what is made of them goes. */
  shards: string
  result: string
}

function overShards(
  scope: Construct,
  { concurrency }: MachineDefinitionProps,
  { name, label, shards, result }: Shards,
): DistributedMap {
  return new DistributedMap(scope, name, {
    itemsPath: shards,
    itemSelector: { ...OF_CLAIM, shard: JsonPath.numberAt('$$.Map.Item.Value') },
    maxConcurrency: concurrency,
    label,
    resultPath: result,
  })
}

const OF_CLAIM = { object: JsonPath.objectAt('$.object'), claimed: JsonPath.objectAt('$.claimed') }

/** What every task on a claim is given. */
function ofClaim({ shardBytes, wholeBytes }: MachineDefinitionProps): object {
  return { ...OF_CLAIM, shardBytes, ...(wholeBytes !== undefined && { wholeBytes }) }
}

/** Where what a task gives goes in the state; of `begin` it is the state. */
export const RESULTS = {
  Begin: undefined,
  Prepare: '$.planned',
  Profile: JsonPath.DISCARD,
  Plan: '$.planned',
  Stage: '$.staged',
  Build: JsonPath.DISCARD,
  Verify: '$.verified',
  Digest: JsonPath.DISCARD,
  Compare: JsonPath.DISCARD,
  Publish: '$.published',
  Fail: '$.failed',
  End: JsonPath.DISCARD,
}

function task(
  scope: Construct,
  { function: lambdaFunction }: MachineDefinitionProps,
  name: keyof typeof RESULTS,
  payload: object,
): LambdaInvoke {
  return new LambdaInvoke(scope, name, {
    lambdaFunction,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    payload: TaskInput.fromObject({ task: name.toLowerCase(), leaseSeconds: LEASE.toSeconds(), ...payload }),
    ...(RESULTS[name] !== undefined && { resultPath: RESULTS[name] }),
  })
}

/**
 * What is tried again. An error's name is its code (lambda/machine/failure.ts); every other name is one that Lambda or Step Functions gives
 * where the function did not live to tell.
 */
function retry(
  task: LambdaInvoke,
  { final, outOfTime = OUT_OF_TIME }: { final: ErrorCode[]; outOfTime?: number },
): void {
  const ends = [CHANGED, ...final]
  const apart = [INTERRUPTED, ...DEFECTS, ...ends]
  const transient = CODES.filter((code) => ERROR_KINDS[code] === 'again' && !apart.includes(code))
  task.addRetry({
    errors: CODES.filter((code) => ERROR_KINDS[code] !== 'again' || ends.includes(code)),
    maxAttempts: 0,
  })
  task.addRetry({ errors: [INTERRUPTED], maxAttempts: outOfTime, interval: Duration.seconds(1), backoffRate: 1 })
  task.addRetry({
    errors: [...transient, 'Lambda.TooManyRequestsException'],
    maxAttempts: TRIES,
    interval: Duration.seconds(15),
    backoffRate: 2,
    maxDelay: LONGEST_PAUSE,
    jitterStrategy: JitterType.FULL,
  })
  task.addRetry(lost())
}

function lost() {
  return {
    errors: [Errors.TASKS_FAILED, Errors.TIMEOUT],
    maxAttempts: LOST,
    interval: Duration.seconds(15),
    backoffRate: 2,
    maxDelay: LONGEST_PAUSE,
    jitterStrategy: JitterType.FULL,
  }
}
