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
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { RemovalPolicy } from 'aws-cdk-lib'
import { Construct } from 'constructs'

export interface NetworkProps {
  vpc: IVpc | undefined
  subnets: SubnetSelection | undefined
  endpoints: boolean
  removalPolicy: RemovalPolicy
}

/** Where the function and the database stand: subnets with no way to or from the internet, and endpoints instead. */
export class Network extends Construct {
  readonly vpc: IVpc
  readonly subnets: SubnetSelection
  /** undefined where the VPC brings its own. */
  readonly endpoints: { s3: GatewayVpcEndpoint; secrets: InterfaceVpcEndpoint; sqs: InterfaceVpcEndpoint } | undefined
  /** The function's; everything that it may reach is said here and where databases are connected. */
  readonly functionGroup: SecurityGroup

  constructor(scope: Construct, id: string, { vpc, subnets, endpoints, removalPolicy }: NetworkProps) {
    super(scope, id)
    this.vpc = vpc ?? this.isolatedVpc(removalPolicy)
    this.subnets = subnets ?? { subnetType: SubnetType.PRIVATE_ISOLATED }
    this.functionGroup = new SecurityGroup(this, 'FunctionGroup', {
      vpc: this.vpc,
      description: 'litelift function: to its databases and to AWS services',
      allowAllOutbound: false,
    })
    // S3's addresses behind a gateway endpoint are a prefix list that differs by region. Isolated subnets have no route
    // to any other public address.
    this.functionGroup.connections.allowToAnyIpv4(Port.HTTPS, 'S3 and the interface endpoints')
    this.endpoints = endpoints ? this.addEndpoints() : undefined
  }

  private isolatedVpc(removalPolicy: RemovalPolicy): IVpc {
    const vpc = new Vpc(this, 'Vpc', {
      // Aurora wants two.
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    })
    const logGroup = new LogGroup(this, 'FlowLogs', { retention: RetentionDays.ONE_MONTH, removalPolicy })
    // Refused traffic tells what a security group is missing, or who tries; accepted traffic would only cost.
    vpc.addFlowLog('Refused', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    })
    return vpc
  }

  private addEndpoints() {
    const { vpc, subnets } = this
    const group = new SecurityGroup(this, 'EndpointsGroup', {
      vpc,
      description: 'litelift interface endpoints: from the function',
      allowAllOutbound: false,
    })
    group.connections.allowFrom(this.functionGroup, Port.HTTPS)
    const common = { vpc, subnets, securityGroups: [group], open: false }
    return {
      s3: new GatewayVpcEndpoint(this, 'S3', { vpc, service: GatewayVpcEndpointAwsService.S3, subnets: [subnets] }),
      secrets: new InterfaceVpcEndpoint(this, 'SecretsManager', {
        ...common,
        service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      }),
      // For ChangeMessageVisibility; Lambda itself polls the queue from outside.
      sqs: new InterfaceVpcEndpoint(this, 'Sqs', { ...common, service: InterfaceVpcEndpointAwsService.SQS }),
    }
  }
}
