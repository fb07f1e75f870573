import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { artifactAccess } from "../plan/iam-documents.ts";
import { artifactKey } from "../plan/release-hash.ts";

export interface ReleaseArgs {
  /** The release's hash; the component's name carries it too. */
  hash: string;
  build: string;
  artifact: { path: string; sha256: string };
  bucketName: pulumi.Input<string>;
  bucketArn: pulumi.Input<string>;
  roleName: pulumi.Input<string>;
  instanceProfileArn: pulumi.Input<string>;
  machineImageId: string;
  instanceType: string;
  instanceCount: number;
  /** The user data, made from the artifact's S3 address. */
  userData: (artifactS3Uri: pulumi.Output<string>) => pulumi.Output<string>;
  serverGroupId: pulumi.Input<string>;
  privateSubnetIds: pulumi.Input<string[]>;
  loadBalancerArnSuffix: pulumi.Input<string>;
  targetGroupArn: pulumi.Input<string>;
  targetGroupArnSuffix: pulumi.Input<string>;
  /** What must stand before an instance can start and turn healthy. */
  readyAfter: pulumi.Resource[];
  tags: Record<string, string>;
}

/**
 * One release of the server: the artifact's object, the right to read it, launch template, group and scaling policy. Every
 * logical name carries the release's hash, so an update makes the new release, waits until the load balancer
 * finds it healthy, and only then deletes the old one. A release that never turns healthy leaves the old one serving.
 */
export class Release extends pulumi.ComponentResource {
  readonly autoScalingGroupName: pulumi.Output<string>;

  constructor(name: string, args: ReleaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:Release", name, {}, opts);
    const object = this.artifactObject(name, args);
    const access = this.artifactAccess(name, args, object);
    const template = this.launchTemplate(name, args, object);
    const group = this.group(name, args, template, [access, ...args.readyAfter]);
    this.scaling(name, args, group);
    this.autoScalingGroupName = group.name;
    this.registerOutputs({ autoScalingGroupName: this.autoScalingGroupName });
  }

  private artifactObject(
    name: string,
    { hash, artifact, bucketName, tags }: ReleaseArgs,
  ): aws.s3.BucketObjectv2 {
    return new aws.s3.BucketObjectv2(
      name,
      {
        bucket: bucketName,
        key: artifactKey(hash, artifact.sha256),
        source: new pulumi.asset.FileAsset(artifact.path),
        sourceHash: artifact.sha256,
        contentType: "application/gzip",
        tags,
      },
      { parent: this },
    );
  }

  private artifactAccess(
    name: string,
    { bucketArn, roleName }: ReleaseArgs,
    object: aws.s3.BucketObjectv2,
  ): aws.iam.RolePolicy {
    return new aws.iam.RolePolicy(
      name,
      {
        role: roleName,
        policy: pulumi.interpolate`${bucketArn}/${object.key}`.apply((objectArn) =>
          JSON.stringify(artifactAccess(objectArn)),
        ),
      },
      { parent: this },
    );
  }

  private launchTemplate(
    name: string,
    args: ReleaseArgs,
    object: aws.s3.BucketObjectv2,
  ): aws.ec2.LaunchTemplate {
    const userData = args.userData(pulumi.interpolate`s3://${object.bucket}/${object.key}`);
    const tags = { ...args.tags, Name: name, Build: args.build };
    return new aws.ec2.LaunchTemplate(
      name,
      {
        imageId: args.machineImageId,
        instanceType: args.instanceType,
        updateDefaultVersion: true,
        iamInstanceProfile: { arn: args.instanceProfileArn },
        vpcSecurityGroupIds: [args.serverGroupId],
        userData: userData.apply((text) => Buffer.from(text).toString("base64")),
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          {
            // The root device of Amazon Linux.
            deviceName: "/dev/xvda",
            ebs: { volumeType: "gp3", volumeSize: 8, encrypted: "true", deleteOnTermination: "true" },
          },
        ],
        tagSpecifications: ["volume", "network-interface"].map((resourceType) => ({
          resourceType,
          tags,
        })),
        tags: args.tags,
      },
      { parent: this },
    );
  }

  private group(
    name: string,
    args: ReleaseArgs,
    template: aws.ec2.LaunchTemplate,
    dependsOn: pulumi.Resource[],
  ): aws.autoscaling.Group {
    const tags = { ...args.tags, Name: name, Build: args.build };
    return new aws.autoscaling.Group(
      name,
      {
        // No desiredCapacity: it follows minSize, and the scaling policy moves it afterwards.
        minSize: args.instanceCount,
        maxSize: 2 * args.instanceCount,
        vpcZoneIdentifiers: args.privateSubnetIds,
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        targetGroupArns: [args.targetGroupArn],
        healthCheckType: "ELB",
        healthCheckGracePeriod: 180,
        defaultInstanceWarmup: 60,
        instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
        // The update waits until the load balancer finds this many healthy, or fails.
        minElbCapacity: args.instanceCount,
        waitForCapacityTimeout: "10m",
        metricsGranularity: "1Minute",
        enabledMetrics: [
          "GroupDesiredCapacity",
          "GroupInServiceInstances",
          "GroupPendingInstances",
          "GroupTerminatingInstances",
        ],
        tags: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      },
      {
        parent: this,
        dependsOn,
        // "#initerror": a group that failed its health wait is tried anew. Without it the next update would take
        // the failed one for good and delete the one that serves.
        replaceOnChanges: ["launchTemplate", "#initerror"],
      },
    );
  }

  private scaling(name: string, args: ReleaseArgs, group: aws.autoscaling.Group): void {
    new aws.autoscaling.Policy(
      name,
      {
        autoscalingGroupName: group.name,
        policyType: "TargetTrackingScaling",
        targetTrackingConfiguration: {
          predefinedMetricSpecification: {
            predefinedMetricType: "ALBRequestCountPerTarget",
            resourceLabel: pulumi.interpolate`${args.loadBalancerArnSuffix}/${args.targetGroupArnSuffix}`,
          },
          // Requests per instance and minute. Three instances at this pace read the switch 30 times a second, below
          // Parameter Store's default of 40 (Systems Manager endpoints and quotas).
          targetValue: 600,
        },
      },
      { parent: this },
    );
  }
}
