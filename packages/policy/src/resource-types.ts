/** Pulumi's type tokens for what the policies look at; a test holds them against @pulumi/aws. */
export const resourceTypes = {
  bucket: "aws:s3/bucket:Bucket",
  bucketEncryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  bucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
  bucketPublicAccessBlock: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  group: "aws:autoscaling/group:Group",
  groupPolicy: "aws:iam/groupPolicy:GroupPolicy",
  iamPolicy: "aws:iam/policy:Policy",
  instance: "aws:ec2/instance:Instance",
  launchTemplate: "aws:ec2/launchTemplate:LaunchTemplate",
  listener: "aws:lb/listener:Listener",
  loadBalancer: "aws:lb/loadBalancer:LoadBalancer",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  rolePolicyAttachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  securityGroupIngressRule: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  securityGroupRule: "aws:ec2/securityGroupRule:SecurityGroupRule",
  userPolicy: "aws:iam/userPolicy:UserPolicy",
  volume: "aws:ebs/volume:Volume",
  vpcEndpoint: "aws:ec2/vpcEndpoint:VpcEndpoint",
} as const;

export type ResourceTypeName = keyof typeof resourceTypes;
