/**
 * Resource types that a program may declare without an effect in the Region: they have an id, a name and an ARN
 * (provider-answers.ts), and nothing else happens. With each, the inputs of which a change makes a new resource, as the AWS
 * provider has it.
 */
export const typesWithoutEffect: Readonly<Record<string, readonly string[]>> = {
  "aws:autoscaling/policy:Policy": ["name", "autoscalingGroupName"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName"],
  "aws:cloudwatch/logGroup:LogGroup": ["name", "namePrefix"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name"],
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["vpcId"],
  "aws:ec2/eip:Eip": ["domain"],
  "aws:ec2/internetGateway:InternetGateway": [],
  "aws:ec2/natGateway:NatGateway": ["subnetId", "allocationId"],
  "aws:ec2/route:Route": ["routeTableId", "destinationCidrBlock"],
  "aws:ec2/routeTable:RouteTable": ["vpcId"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId"],
  "aws:ec2/securityGroup:SecurityGroup": ["name", "namePrefix", "description", "vpcId"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["vpcId", "serviceName", "vpcEndpointType"],
  "aws:iam/role:Role": ["name", "namePrefix", "path"],
  "aws:iam/rolePolicy:RolePolicy": ["name", "role"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["role", "policyArn"],
  "aws:s3/bucket:Bucket": ["bucket", "bucketPrefix"],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["bucket"],
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ["bucket"],
  "aws:s3/bucketPolicy:BucketPolicy": ["bucket"],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["bucket"],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ["bucket"],
  "aws:s3/bucketVersioning:BucketVersioning": ["bucket"],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["securityGroupId"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["securityGroupId"],
};

/** A physical name that a program may leave out. */
interface AutonamedInput {
  input: "name" | "bucket";
  /** The longest name that AWS takes. */
  limit: number;
}

/** Where the AWS provider names a resource itself, from its logical name. */
export const autonamed: Readonly<Record<string, AutonamedInput>> = {
  "aws:autoscaling/group:Group": { input: "name", limit: 255 },
  "aws:autoscaling/policy:Policy": { input: "name", limit: 255 },
  "aws:cloudwatch/logGroup:LogGroup": { input: "name", limit: 512 },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { input: "name", limit: 255 },
  "aws:dynamodb/table:Table": { input: "name", limit: 255 },
  "aws:ec2/launchTemplate:LaunchTemplate": { input: "name", limit: 128 },
  "aws:ec2/securityGroup:SecurityGroup": { input: "name", limit: 255 },
  "aws:iam/instanceProfile:InstanceProfile": { input: "name", limit: 128 },
  "aws:iam/role:Role": { input: "name", limit: 64 },
  "aws:iam/rolePolicy:RolePolicy": { input: "name", limit: 128 },
  "aws:lb/loadBalancer:LoadBalancer": { input: "name", limit: 32 },
  "aws:lb/targetGroup:TargetGroup": { input: "name", limit: 32 },
  "aws:s3/bucket:Bucket": { input: "bucket", limit: 63 },
  "aws:ssm/parameter:Parameter": { input: "name", limit: 1011 },
};
