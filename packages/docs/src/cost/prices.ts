/** A list price in US dollars, and where it can be checked. */
export interface Price {
  item: string;
  usd: number;
  per: string;
  source: string;
}

/** AWS bills a month as 730 hours. */
export const hoursPerMonth = 730;

const pages = {
  cloudWatch: "https://aws.amazon.com/cloudwatch/pricing/",
  dynamodb: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
  ebs: "https://aws.amazon.com/ebs/pricing/",
  ec2: "https://aws.amazon.com/ec2/pricing/on-demand/",
  elb: "https://aws.amazon.com/elasticloadbalancing/pricing/",
  privateLink: "https://aws.amazon.com/privatelink/pricing/",
  vpc: "https://aws.amazon.com/vpc/pricing/",
} as const;

/**
 * On-demand list prices for us-east-1, collected in November 2026 from published copies of AWS's price pages. They are
 * data: nothing here knows how many of each a stack has.
 */
export const prices = {
  loadBalancer: { item: "Application Load Balancer", usd: 0.0225, per: "hour", source: pages.elb },
  loadBalancerCapacity: { item: "Load balancer capacity unit", usd: 0.008, per: "hour", source: pages.elb },
  publicIpv4: { item: "Public IPv4 address", usd: 0.005, per: "hour", source: pages.vpc },
  interfaceEndpoint: {
    item: "Interface endpoint, in one zone",
    usd: 0.01,
    per: "hour",
    source: pages.privateLink,
  },
  interfaceEndpointData: {
    item: "Interface endpoint's data",
    usd: 0.01,
    per: "GB",
    source: pages.privateLink,
  },
  surplusCredits: {
    item: "T4g surplus CPU credits, in unlimited mode",
    usd: 0.04,
    per: "vCPU and hour",
    source: pages.ec2,
  },
  gp3: { item: "gp3 volume", usd: 0.08, per: "GiB and month", source: pages.ebs },
  alarm: { item: "CloudWatch alarm, beyond ten free ones", usd: 0.1, per: "month", source: pages.cloudWatch },
  dashboard: {
    item: "CloudWatch dashboard, beyond three free ones",
    usd: 3,
    per: "month",
    source: pages.cloudWatch,
  },
  logIngestion: {
    item: "CloudWatch Logs, beyond 5 GB free",
    usd: 0.5,
    per: "GB written",
    source: pages.cloudWatch,
  },
  tableRead: { item: "DynamoDB reads on demand", usd: 0.125, per: "million", source: pages.dynamodb },
  natGatewayData: { item: "NAT gateway's data", usd: 0.045, per: "GB", source: pages.vpc },
  natGateway: {
    item: "NAT gateway, which the stacks do not have",
    usd: 0.045,
    per: "hour",
    source: pages.vpc,
  },
} as const satisfies Record<string, Price>;

/** Hourly list prices of instance types, Linux, us-east-1. */
export const instancePrices: Readonly<Record<string, Price>> = {
  "t4g.micro": { item: "t4g.micro instance", usd: 0.0084, per: "hour", source: pages.ec2 },
  "t3.micro": { item: "t3.micro instance", usd: 0.0104, per: "hour", source: pages.ec2 },
};
