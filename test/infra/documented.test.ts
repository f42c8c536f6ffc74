import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { resources } from './resources.ts'
import { compose, synthesise } from './synthesise.ts'

const root = join(import.meta.dirname, '../..')
const deployment = readFileSync(join(root, 'docs/deployment.md'), 'utf8')
const limits = readFileSync(join(root, 'docs/limits.md'), 'utf8')

const plain = synthesise({ routes: [{ prefix: '' }] }).template
const whole = synthesise({ routes: [{ prefix: '' }], machine: {}, backfill: true, events: true })

/** The first cells of the rows of a table, of those that hold code, word for word. */
function names(section: string): string[] {
  return [...section.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  )
}

function section(page: string, heading: string): string {
  const [, text] = new RegExp(`^${heading}$([^]*?)(?=^#|$(?![^]))`, 'm').exec(page)!
  return text!
}

function one(template: Template, type: string, properties: Record<string, unknown>): Record<string, unknown> {
  return resources(template, type, properties)[0]!
}

test('every output is in the table of outputs, and nothing else', () => {
  const outputs = names(section(deployment, '## Into an empty account'))
  expect(outputs.toSorted()).toEqual(Object.keys(whole.template.findOutputs('*')).toSorted())
})

test('a stack of one’s own has the same outputs, for several with a word before each name', () => {
  const { template } = compose((stack) => {
    const litelift = new SqliteToPostgres(stack, 'Litelift', { routes: [{ prefix: '' }] })
    litelift.addOutputs()
    litelift.addOutputs('Shop')
    return litelift
  })
  const expected = Object.keys(plain.findOutputs('*'))
  expect(Object.keys(template.findOutputs('*')).toSorted()).toEqual(
    [...expected, ...expected.map((name) => `Shop${name}`)].toSorted(),
  )
})

test('what runbooks name in angle brackets is an output', () => {
  const asked = [...deployment.matchAll(/<([A-Z]\w+(?:Arn|Url|Bucket|Log))>/g)].map(([, name]) => name!)
  expect(asked.length).toBeGreaterThan(4)
  expect(asked.filter((name) => !(name in whole.template.findOutputs('*')))).toEqual([])
})

test('the properties of the construct are there', () => {
  const { litelift } = whole.stack as Stack & { litelift: SqliteToPostgres }
  const table = names(section(deployment, '## Bring your own bucket, VPC or database')).filter((name) =>
    name.includes('.'),
  )
  expect(table.length).toBeGreaterThan(15)
  for (const path of table) {
    const [part, field] = path.replace('?', '').split('.') as [keyof SqliteToPostgres, string]
    expect({
      path,
      value: (litelift[part] as unknown as Record<string, unknown> | undefined)?.[field] !== undefined,
    }).toEqual({
      path,
      value: true,
    })
  }
})

test('every app that is synthesised is in the table of apps', () => {
  const apps = [
    'infra/app.ts',
    ...globSync('infra/apps/*.ts', { cwd: root }),
    ...globSync('examples/*/app.ts', { cwd: root }),
  ]
  expect(names(section(deployment, '## Before the first time')).toSorted()).toEqual(apps.toSorted())
})

test('the bill counts the alarms', () => {
  const count = ({ template }: { template: Template }) => resources(template, 'AWS::CloudWatch::Alarm').length
  expect([count({ template: plain }), count(whole)]).toEqual([8, 10])
  expect(deployment).toContain('| eight alarms; ten with a state machine ')
})

test("the limits of Lambda are the stack's", () => {
  const migrating = one(plain, 'AWS::Lambda::Function', { EphemeralStorage: Match.anyValue() })
  expect(migrating).toMatchObject({ Timeout: 15 * 60, EphemeralStorage: { Size: 10_240 }, MemorySize: 3008 })
  const queue = one(plain, 'AWS::SQS::Queue', { RedrivePolicy: Match.anyValue() })
  expect(queue).toMatchObject({ RedrivePolicy: { maxReceiveCount: 15 }, MessageRetentionPeriod: 14 * 24 * 3600 })
  const { ScalingConfig } = one(plain, 'AWS::Lambda::EventSourceMapping', {})
  expect(ScalingConfig).toEqual({ MaximumConcurrency: 4 })
  for (const text of [
    '10,240 MB, which',
    '15 minutes (`timeout`)',
    '15 (`maxReceiveCount`)',
    '3,008 MB (',
    '4 (`concurrency`)',
    '14 days',
  ])
    expect(section(limits, '## Of Lambda')).toContain(text)
})
