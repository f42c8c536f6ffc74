import { Fn, type RemovalPolicy } from 'aws-cdk-lib'
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  type IVpc,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { logGroup } from './log-group.ts'

export interface NetworkProps {
  vpc: IVpc | undefined
  subnets: SubnetSelection | undefined
  endpoints: boolean
  /** Whether a secret is read: of a route, or the owner's of the database that is made. */
  secrets: boolean
  /** Whether the function tells EventBridge. */
  events: boolean
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

export interface Endpoints {
  s3: GatewayVpcEndpoint | InterfaceVpcEndpoint
  /** undefined where no secret is read: an endpoint without a policy of its own passes everything. */
  secrets: InterfaceVpcEndpoint | undefined
  sqs: InterfaceVpcEndpoint
  /** undefined where nobody is told. */
  events: InterfaceVpcEndpoint | undefined
}

/** Where the function and the database stand: subnets with no way to or from the internet, and endpoints instead. */
export class Network extends Construct {
  readonly vpc: IVpc
  readonly subnets: SubnetSelection
  /** undefined where the VPC brings its own. */
  readonly endpoints: Endpoints | undefined
  /** Leads a function to endpoints that have no name in the VPC's DNS. */
  readonly environment: Record<string, string>
  /** The function's; everything that it may reach is said here and where databases are connected. */
  readonly functionGroup: SecurityGroup

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id)
    const isOwn = props.vpc === undefined
    this.vpc = props.vpc ?? this.isolatedVpc(props)
    this.subnets = props.subnets ?? isolatedOf(this.vpc)
    this.functionGroup = new SecurityGroup(this, 'FunctionGroup', {
      vpc: this.vpc,
      description: 'litelift function: to its databases and to AWS services',
      allowAllOutbound: false,
    })
    // S3's addresses behind a gateway endpoint are a prefix list that differs by region. Isolated subnets have no route
    // to any other public address.
    this.functionGroup.connections.allowToAnyIpv4(Port.HTTPS, 'S3 and the interface endpoints')
    this.endpoints = props.endpoints ? this.addEndpoints(isOwn, props) : undefined
    this.environment = this.endpoints && !isOwn ? addresses(this.endpoints) : {}
  }

  private isolatedVpc({ encryptionKey, removalPolicy }: NetworkProps): IVpc {
    const vpc = new Vpc(this, 'Vpc', {
      // Aurora wants two.
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
      // Nothing has the default group, and emptying it would take a function with rights on every security group.
      restrictDefaultSecurityGroup: false,
    })
    const retention = RetentionDays.ONE_MONTH
    // Refused traffic tells what a security group is missing, or who tries; accepted traffic would only cost.
    vpc.addFlowLog('Refused', {
      destination: FlowLogDestination.toCloudWatchLogs(
        logGroup(this, 'FlowLogs', { retention, encryptionKey, removalPolicy }),
      ),
      trafficType: FlowLogTrafficType.REJECT,
    })
    return vpc
  }

  /**
   * In a VPC of others the endpoints take no name of its DNS and no route, so that whatever runs there goes on reaching all of AWS as before:
   * what they pass is the function's alone.
   */
  private addEndpoints(isOwn: boolean, { secrets, events }: NetworkProps): Endpoints {
    const { vpc, subnets } = this
    const group = new SecurityGroup(this, 'EndpointsGroup', {
      vpc,
      description: 'litelift interface endpoints: from the function',
      allowAllOutbound: false,
    })
    group.connections.allowFrom(this.functionGroup, Port.HTTPS)
    const endpoint = (id: string, service: InterfaceVpcEndpointAwsService) =>
      new InterfaceVpcEndpoint(this, id, {
        vpc,
        subnets,
        service,
        securityGroups: [group],
        open: false,
        privateDnsEnabled: isOwn,
      })
    return {
      s3: isOwn
        ? new GatewayVpcEndpoint(this, 'S3', { vpc, service: GatewayVpcEndpointAwsService.S3, subnets: [subnets] })
        : endpoint('S3Interface', InterfaceVpcEndpointAwsService.S3),
      secrets: secrets ? endpoint('SecretsManager', InterfaceVpcEndpointAwsService.SECRETS_MANAGER) : undefined,
      // For ChangeMessageVisibility and the dead-letter queue; Lambda itself polls the queue from outside.
      sqs: endpoint('Sqs', InterfaceVpcEndpointAwsService.SQS),
      events: events ? endpoint('Events', InterfaceVpcEndpointAwsService.EVENTBRIDGE) : undefined,
    }
  }
}

/** @throws Error that names the way out, which CDK's own does not */
function isolatedOf(vpc: IVpc): SubnetSelection {
  const subnets = { subnetType: SubnetType.PRIVATE_ISOLATED }
  try {
    vpc.selectSubnets(subnets)
    return subnets
  } catch (cause) {
    throw new Error(
      'The VPC has no isolated subnets, which are taken without `subnets`: pass those that have a way to S3, Secrets Manager and SQS, ' +
        'for example `subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS }`.',
      { cause },
    )
  }
}

/** The AWS SDK's variables for the endpoints' own names (docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). */
function addresses({ s3, secrets, sqs, events }: Endpoints): Record<string, string> {
  return {
    // Buckets stand below `bucket.` (docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html); S3 gives the
    // name as a wildcard, `*.vpce-…`.
    AWS_ENDPOINT_URL_S3: `https://bucket${Fn.select(1, Fn.split('*', nameOf(s3)))}`,
    ...(secrets && { AWS_ENDPOINT_URL_SECRETS_MANAGER: `https://${nameOf(secrets)}` }),
    AWS_ENDPOINT_URL_SQS: `https://${nameOf(sqs)}`,
    ...(events && { AWS_ENDPOINT_URL_EVENTBRIDGE: `https://${nameOf(events)}` }),
  }
}

/** An entry is `<hosted zone>:<name>`; the first is the name for all zones. */
function nameOf(endpoint: GatewayVpcEndpoint | InterfaceVpcEndpoint): string {
  if (endpoint instanceof GatewayVpcEndpoint) throw new Error('A gateway endpoint has no name')
  return Fn.select(1, Fn.split(':', Fn.select(0, endpoint.vpcEndpointDnsEntries)))
}
