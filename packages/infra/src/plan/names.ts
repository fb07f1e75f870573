/**
 * The longest name of a stack. Pulumi.yaml's autonaming makes it part of the names in AWS, and the role's may have 64
 * characters (IAM API, CreateRole): `soft-landing-<stack>-server-<7 digits>`.
 */
export const longestStackName = 64 - "soft-landing--server-1234567".length;

/**
 * The name of the switch in Parameter Store: any value but `true` makes every read of the table fail. The table's name is Pulumi's
 * and differs from stack to stack, also where two people call theirs alike.
 */
export function switchParameterName(tableName: string): string {
  return `/${tableName}/RecommendationServiceEnabled`;
}

/**
 * A dashboard's name, which must be the only one in the whole account: dashboards are not regional (CloudWatch API,
 * PutDashboard). The load balancer's ID makes it so.
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
