import { Match, type Template } from 'aws-cdk-lib/assertions'
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import { EventBus } from 'aws-cdk-lib/aws-events'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { resources, statements, type Statement } from './resources.ts'
import { compose, synthesise } from './synthesise.ts'

const routes = [{ prefix: '' }]

function variables(template: Template): Record<string, unknown> {
  const [migration] = resources(template, 'AWS::Lambda::Function', { EphemeralStorage: Match.anyValue() })
  return (migration as { Environment: { Variables: Record<string, unknown> } }).Environment.Variables
}

/** Those that let somebody put events, of the endpoints' policies. */
function passed(template: Template): Statement[] {
  return resources(template, 'AWS::EC2::VPCEndpoint')
    .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement)
    .filter(({ Action }) => Action === 'events:PutEvents')
}

function putting(template: Template): Statement[] {
  return statements(template).filter(({ Action }) => Action === 'events:PutEvents')
}

const asLitelift = { StringEquals: { 'events:source': 'litelift' } }

describe('events: true', () => {
  const { stack, template } = synthesise({ routes, events: true })

  test("lets the function put events of litelift's on the default bus, through the endpoint as well", () => {
    expect(putting(template)).toMatchObject([{ Effect: 'Allow', Condition: asLitelift }])
    expect(passed(template)).toMatchObject([{ Effect: 'Allow', Condition: asLitelift }])
    for (const { Resource } of [...putting(template), ...passed(template)])
      expect(JSON.stringify(Resource)).toMatch(/:event-bus\/default"/)
    expect(JSON.stringify(variables(template)['LITELIFT_EVENT_BUS'])).toMatch(/:event-bus\/default"/)
  })

  test('has an endpoint for them, whose name is that of the VPC', () => {
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 4)
    expect(variables(template)).not.toHaveProperty('AWS_ENDPOINT_URL_EVENTBRIDGE')
  })

  test('makes no rule', () => template.resourceCountIs('AWS::Events::Rule', 0))

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })
})

describe('without events', () => {
  const { template } = synthesise({ routes })

  test('nobody may put any, and there is no endpoint for them', () => {
    expect([...putting(template), ...passed(template)]).toEqual([])
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 3)
    expect(variables(template)).not.toHaveProperty('LITELIFT_EVENT_BUS')
  })
})

describe('a bus and a topic of their own, in a VPC with other workloads', () => {
  const { stack, template } = compose((stack) => {
    const topic = new Topic(stack, 'Told', { enforceSSL: true })
    return new SqliteToPostgres(stack, 'Litelift', {
      vpc: Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-0a1b2c3d4e5f60718',
        availabilityZones: ['eu-central-1a', 'eu-central-1b'],
        privateSubnetIds: ['subnet-0a1b2c3d4e5f60711', 'subnet-0a1b2c3d4e5f60712'],
        privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60711', 'rtb-0a1b2c3d4e5f60712'],
      }),
      subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      endpoints: true,
      events: new EventBus(stack, 'Pipelines'),
      eventTopic: topic,
      routes,
    })
  })

  test('the function finds the endpoint by its own name, and the bus by its ARN', () => {
    const { LITELIFT_EVENT_BUS: bus, AWS_ENDPOINT_URL_EVENTBRIDGE: url } = variables(template)
    expect(bus).toEqual({ 'Fn::GetAtt': [expect.stringContaining('Pipelines') as string, 'Arn'] })
    expect(JSON.stringify(url)).toMatch(/NetworkEvents.*DnsEntries/)
  })

  test('people are told in lines, of failures also why and what to do', () => {
    const rules = resources(template, 'AWS::Events::Rule', { EventBusName: Match.anyValue() }) as {
      EventPattern: { source: string[]; 'detail-type': string[] }
      Targets: [{ InputTransformer: { InputTemplate: string; InputPathsMap: Record<string, string> } }]
    }[]
    const told = rules.map(({ EventPattern, Targets: [{ InputTransformer }] }) => ({
      ...EventPattern,
      lines: InputTransformer.InputTemplate.split('\n').map((line) => JSON.parse(line) as string),
      paths: Object.values(InputTransformer.InputPathsMap),
    }))
    expect(told.map(({ source, 'detail-type': types, lines }) => [source, types, lines.length])).toEqual([
      [['litelift'], ['Migration Failed'], 6],
      [['litelift'], ['Migration Published', 'Migration Skipped'], 4],
    ])
    expect(told[0]!.paths).toEqual(expect.arrayContaining(['$.detail.error.message', '$.detail.error.hint']))
    expect(told[0]!.lines[3]).toMatch(/^Why: <.*>$/)
  })

  test('the topic lets EventBridge in', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' } }),
        ]),
      },
    })
  })

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })
})

test('a topic alone is told by the default bus', () => {
  const { template } = compose((stack) => {
    const eventTopic = new Topic(stack, 'Told')
    return new SqliteToPostgres(stack, 'Litelift', { routes, eventTopic })
  })
  expect(putting(template)).toHaveLength(1)
  template.resourceCountIs('AWS::Events::Rule', 2)
})
