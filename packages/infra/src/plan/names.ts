/**
 * The longest name of a stack. Pulumi.yaml's autonaming includes it in the names on AWS, and a role's name
 * can have 64 characters (IAM API, CreateRole): `soft-landing-<stack>-server-<7 digits>`.
 */
export const longestStackName = 64 - "soft-landing--server-1234567".length;

/**
 * The name of the switch in Parameter Store. With any value except `true`, every read of the table fails.
 * Pulumi generates the table's name, so it differs between stacks, even if two users give theirs the same
 * name.
 */
export function switchParameterName(tableName: string): string {
  return `/${tableName}/RecommendationServiceEnabled`;
}

/**
 * A dashboard's name, which must be unique in the account: dashboards are not regional (CloudWatch API,
 * PutDashboard). The load balancer's ID makes it unique.
 *
 * @param loadBalancerArnSuffix For example `app/soft-landing-web-1a2b3c4/50dc6c495c0c9188`.
 */
export function dashboardName(stack: string, loadBalancerArnSuffix: string): string {
  const id = loadBalancerArnSuffix.split("/").at(-1);
  return `soft-landing-${stack.replaceAll(".", "-")}-${id}`;
}

/** The address of a dashboard in the AWS console. */
export function dashboardUrl(region: string, name: string): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
}
