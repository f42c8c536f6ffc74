import { RemovalPolicy } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import * as z from 'zod'
import { MACHINE_OPTIONS } from './features/machine-options.ts'
import { construct, duration, member, number, props, text, word, yesOrNo } from './prop-types.ts'
import type { SqliteToPostgresProps } from './props.ts'

const DAY = 24 * 60 * 60

/** What a route says of its database; the rest is looked at as the function reads it (encode-routes.ts). */
const route = z
  .looseObject(
    {
      secret: construct('a secret').optional(),
      iam: props({ user: text, resourceId: text }, '{ user, resourceId }').optional(),
      securityGroup: construct('a security group').optional(),
    },
    { error: 'must be an object, { prefix, … }' },
  )
  .refine(({ secret, iam }) => !secret || !iam, {
    path: ['iam'],
    message: 'stands in place of a secret: pass one of them',
  })

const capacity = (min: number) => number({ min, max: 256, step: 0.5, unit: 'units' })
const database = props({
  minCapacity: capacity(0).optional(),
  maxCapacity: capacity(1).optional(),
  version: member(
    (value) => typeof value === 'object' && value !== null,
    'must be an AuroraPostgresEngineVersion',
  ).optional(),
  deletionProtection: yesOrNo.optional(),
}).superRefine(({ minCapacity = 0, maxCapacity = 8 }, context) => {
  if (typeof minCapacity === 'number' && typeof maxCapacity === 'number' && minCapacity > maxCapacity)
    context.addIssue({ code: 'custom', path: ['maxCapacity'], message: `is less than minCapacity` })
})

const lasting = duration({ min: DAY, max: 36_500 * DAY, said: 'of one day or more' })
// A message lives 14 days, and its object has to outlast it.
const outlasting = duration({ min: 15 * DAY, max: 36_500 * DAY, said: 'of 15 days or more' })
const expire = props({ uploads: outlasting.optional(), reports: lasting.optional() })

/** Each prop by its name (props.ts). */
const SHAPE = {
  routes: z
    .array(route, 'must be an array of routes')
    .min(1, 'is empty, and without a route nothing is migrated: pass at least one'),
  uploads: construct('a bucket').optional(),
  announcements: word('notifications', 'eventbridge').optional(),
  oldVersions: lasting.optional(),
  expire: expire.optional(),
  logRetention: member((value) => typeof value === 'number', 'must be one of RetentionDays').optional(),
  vpc: construct('a VPC').optional(),
  subnets: member(
    (value) => typeof value === 'object' && value !== null,
    'must be an object, { subnetType }',
  ).optional(),
  endpoints: yesOrNo.optional(),
  database: database.optional(),
  // docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  memorySize: number({ min: 128, max: 10_240, unit: 'MB' }).optional(),
  timeout: duration({ min: 1, max: 15 * 60, said: 'of 15 minutes at most, which is the limit of Lambda' }).optional(),
  // docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: maximum concurrency
  concurrency: number({ min: 2, max: 1000 }).optional(),
  // docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
  maxReceiveCount: number({ min: 1, max: 1000 }).optional(),
  backfill: yesOrNo.optional(),
  machine: MACHINE_OPTIONS.optional(),
  events: member(
    (value) => value === true || Construct.isConstruct(value),
    'must be an event bus, made or imported, or true',
  ).optional(),
  eventTopic: construct('a topic').optional(),
  alarmTopic: construct('a topic').optional(),
  serviceName: text.optional(),
  encryptionKey: construct('a key').optional(),
  tracing: yesOrNo.optional(),
  removalPolicy: word(...Object.values(RemovalPolicy)).optional(),
} satisfies Record<keyof SqliteToPostgresProps, z.ZodType>

/** What a {@link SqliteToPostgres} takes, for {@link checkProps}. */
export const CONSTRUCT_PROPS = props(SHAPE, '{ routes, … }')

/** Names of all of its props. */
export const PROP_NAMES = Object.keys(SHAPE) as (keyof SqliteToPostgresProps)[]
