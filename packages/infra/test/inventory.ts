/**
 * Every resource of a stack with everything switched on: type, what its logical name adds to the stack's base name,
 * and every input property. A property that is made from an output that nobody provides vanishes without an error; here
 * it would be missed. `RELEASE` stands for the release's hash.
 */
export const inventory: readonly (readonly [type: string, name: string, properties: string])[] = [
  [
    "awsx:ec2:Vpc",
    "-network",
    "availabilityZoneNames enableDnsHostnames enableDnsSupport natGateways subnetSpecs subnetStrategy tags",
  ],
  ["ec2/securityGroup:SecurityGroup", "-firewall-endpoint", "description tags vpcId"],
  ["ec2/securityGroup:SecurityGroup", "-firewall-load-balancer", "description tags vpcId"],
  ["ec2/securityGroup:SecurityGroup", "-firewall-server", "description tags vpcId"],
  [
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "-firewall-clients-80-0-0-0-0-0",
    "cidrIpv4 description fromPort ipProtocol securityGroupId tags toPort",
  ],
  [
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "-firewall-clients-443-0-0-0-0-0",
    "cidrIpv4 description fromPort ipProtocol securityGroupId tags toPort",
  ],
  [
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "-firewall-requests-out",
    "fromPort ipProtocol referencedSecurityGroupId securityGroupId tags toPort",
  ],
  [
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "-firewall-requests-in",
    "fromPort ipProtocol referencedSecurityGroupId securityGroupId tags toPort",
  ],
  [
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "-firewall-api-calls-out",
    "fromPort ipProtocol referencedSecurityGroupId securityGroupId tags toPort",
  ],
  [
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "-firewall-api-calls-in",
    "fromPort ipProtocol referencedSecurityGroupId securityGroupId tags toPort",
  ],
  [
    "ec2/vpcEndpoint:VpcEndpoint",
    "-endpoints-s3",
    "policy routeTableIds serviceName tags vpcEndpointType vpcId",
  ],
  [
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "-endpoints-s3-out",
    "fromPort ipProtocol prefixListId securityGroupId tags toPort",
  ],
  [
    "ec2/vpcEndpoint:VpcEndpoint",
    "-endpoints-dynamodb",
    "policy routeTableIds serviceName tags vpcEndpointType vpcId",
  ],
  [
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "-endpoints-dynamodb-out",
    "fromPort ipProtocol prefixListId securityGroupId tags toPort",
  ],
  [
    "ec2/vpcEndpoint:VpcEndpoint",
    "-endpoints-ssm",
    "policy privateDnsEnabled securityGroupIds serviceName subnetIds tags vpcEndpointType vpcId",
  ],
  [
    "ec2/vpcEndpoint:VpcEndpoint",
    "-endpoints-logs",
    "policy privateDnsEnabled securityGroupIds serviceName subnetIds tags vpcEndpointType vpcId",
  ],
  ["dynamodb/table:Table", "-recommendations", "attributes billingMode hashKey tags"],
  ["dynamodb/tableItem:TableItem", "-recommendations-user-1", "hashKey item tableName"],
  ["dynamodb/tableItem:TableItem", "-recommendations-user-2", "hashKey item tableName"],
  ["dynamodb/tableItem:TableItem", "-recommendations-user-3", "hashKey item tableName"],
  ["dynamodb/tableItem:TableItem", "-recommendations-user-4", "hashKey item tableName"],
  ["ssm/parameter:Parameter", "-recommendations-switch", "description name tags type value"],
  ...bucket("-artifacts"),
  ...bucket("-access-logs"),
  ["s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "-access-logs", "bucket rules"],
  ["cloudwatch/logGroup:LogGroup", "-log", "retentionInDays tags"],
  ["iam/role:Role", "-server", "assumeRolePolicy description tags"],
  ["iam/instanceProfile:InstanceProfile", "-server", "role tags"],
  ["iam/rolePolicy:RolePolicy", "-server-recommendations", "policy role"],
  ["iam/rolePolicy:RolePolicy", "-server-log", "policy role"],
  [
    "lb/loadBalancer:LoadBalancer",
    "",
    "accessLogs dropInvalidHeaderFields idleTimeout internal loadBalancerType securityGroups subnets tags",
  ],
  ["lb/targetGroup:TargetGroup", "", "deregistrationDelay healthCheck port protocol tags targetType vpcId"],
  ["lb/listener:Listener", "-http", "defaultActions loadBalancerArn port protocol tags"],
  [
    "lb/listener:Listener",
    "-https",
    "certificateArn defaultActions loadBalancerArn port protocol sslPolicy tags",
  ],
  ["s3/bucketObjectv2:BucketObjectv2", "-release-RELEASE", "bucket contentType key source sourceHash tags"],
  ["iam/rolePolicy:RolePolicy", "-release-RELEASE", "policy role"],
  [
    "ec2/launchTemplate:LaunchTemplate",
    "-release-RELEASE",
    "blockDeviceMappings iamInstanceProfile imageId instanceType metadataOptions tagSpecifications tags updateDefaultVersion userData vpcSecurityGroupIds",
  ],
  [
    "autoscaling/group:Group",
    "-release-RELEASE",
    "defaultInstanceWarmup enabledMetrics healthCheckGracePeriod healthCheckType instanceMaintenancePolicy launchTemplate maxSize metricsGranularity minElbCapacity minSize tags targetGroupArns vpcZoneIdentifiers waitForCapacityTimeout",
  ],
  [
    "autoscaling/policy:Policy",
    "-release-RELEASE",
    "autoscalingGroupName policyType targetTrackingConfiguration",
  ],
  [
    "cloudwatch/metricAlarm:MetricAlarm",
    "-elb-5xx",
    "alarmDescription comparisonOperator datapointsToAlarm dimensions evaluationPeriods metricName namespace period statistic tags threshold treatMissingData",
  ],
  [
    "cloudwatch/metricAlarm:MetricAlarm",
    "-healthy-hosts",
    "alarmDescription comparisonOperator datapointsToAlarm dimensions evaluationPeriods metricName namespace period statistic tags threshold treatMissingData",
  ],
  [
    "cloudwatch/metricAlarm:MetricAlarm",
    "-latency-p99",
    "alarmDescription comparisonOperator datapointsToAlarm dimensions evaluateLowSampleCountPercentiles evaluationPeriods extendedStatistic metricName namespace period tags threshold treatMissingData",
  ],
  ["cloudwatch/dashboard:Dashboard", "", "dashboardBody dashboardName"],
];

function bucket(name: string): [string, string, string][] {
  return [
    ["s3/bucket:Bucket", name, "forceDestroy tags"],
    [
      "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      name,
      "blockPublicAcls blockPublicPolicy bucket ignorePublicAcls restrictPublicBuckets",
    ],
    ["s3/bucketOwnershipControls:BucketOwnershipControls", name, "bucket rule"],
    [
      "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      name,
      "bucket rules",
    ],
    ["s3/bucketPolicy:BucketPolicy", name, "bucket policy"],
  ];
}

/** What exists only where the config asks for it, by the config key: the ends of the logical names. */
export const optional: Readonly<Record<string, readonly string[]>> = {
  certificateArn: ["-https", "-firewall-clients-443-0-0-0-0-0"],
  accessLogs: ["-access-logs"],
  shipLogs: ["-log", "-server-log", "-endpoints-logs"],
};
