import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { artifactAccess } from "../plan/iam-documents.ts";
import { artifactKey } from "../plan/release-hash.ts";
import type { Firewall } from "./firewall.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import type { Network } from "./network.ts";
import type { PrivateBucket } from "./private-bucket.ts";
import type { ServerRole } from "./server-role.ts";

export interface ReleaseArgs {
  /** The release's hash, which is also in the component's name. */
  hash: string;
  artifact: { path: string; sha256: string };
  machineImageId: string;
  instanceType: string;
  instanceCount: number;
  /** The user data, made from the artifact's S3 address. */
  userData: (artifactS3Uri: pulumi.Output<string>) => pulumi.Output<string>;
  network: Network;
  firewall: Firewall;
  artifacts: PrivateBucket;
  role: ServerRole;
  loadBalancer: LoadBalancer;
  /** What must exist before an instance can start and become healthy. */
  after: pulumi.Resource[];
  /** For the group, its instances, their volumes and network interfaces: default tags do not reach them. */
  tags: Record<string, string>;
}

/**
 * One release of the server: the artifact's object, the permission to read it, launch template, group and
 * scaling policy. Every logical name has the release's hash, so an update creates the new release next to the
 * old one. Nothing here waits until it serves. The gate in release-gate.ts does, and the old release is
 * deleted only after the gate.
 */
export class Release extends pulumi.ComponentResource {
  readonly group: aws.autoscaling.Group;
  readonly autoScalingGroupName: pulumi.Output<string>;
  /** Known once every resource of the release exists. */
  readonly complete: pulumi.Output<unknown>;

  constructor(name: string, args: ReleaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:Release", name, {}, opts);
    const object = this.#artifactObject(name, args);
    const access = this.#artifactAccess(name, args, object);
    const template = this.#launchTemplate(name, args, object);
    const { network, firewall, artifacts, role, loadBalancer, after } = args;
    this.group = this.#group(name, args, template, [
      ...[access, network, firewall, artifacts, role, loadBalancer],
      ...after,
    ]);
    const scaling = this.#scaling(name, args, this.group);
    this.autoScalingGroupName = this.group.name;
    this.complete = scaling.id;
    this.registerOutputs({ autoScalingGroupName: this.autoScalingGroupName });
  }

  #artifactObject(name: string, { hash, artifact, artifacts }: ReleaseArgs): aws.s3.BucketObjectv2 {
    return new aws.s3.BucketObjectv2(
      name,
      {
        bucket: artifacts.bucketName,
        key: artifactKey(hash, artifact.sha256),
        source: new pulumi.asset.FileAsset(artifact.path),
        sourceHash: artifact.sha256,
        contentType: "application/gzip",
      },
      { parent: this },
    );
  }

  #artifactAccess(
    name: string,
    { artifacts, role }: ReleaseArgs,
    object: aws.s3.BucketObjectv2,
  ): aws.iam.RolePolicy {
    return new aws.iam.RolePolicy(
      name,
      {
        role: role.roleName,
        policy: pulumi.jsonStringify(artifactAccess(pulumi.interpolate`${artifacts.arn}/${object.key}`)),
      },
      { parent: this },
    );
  }

  #launchTemplate(name: string, args: ReleaseArgs, object: aws.s3.BucketObjectv2): aws.ec2.LaunchTemplate {
    const userData = args.userData(pulumi.interpolate`s3://${object.bucket}/${object.key}`);
    return new aws.ec2.LaunchTemplate(
      name,
      {
        imageId: args.machineImageId,
        instanceType: args.instanceType,
        updateDefaultVersion: true,
        iamInstanceProfile: { arn: args.role.instanceProfileArn },
        vpcSecurityGroupIds: [args.firewall.serverGroupId],
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
          tags: args.tags,
        })),
      },
      { parent: this },
    );
  }

  #group(
    name: string,
    args: ReleaseArgs,
    template: aws.ec2.LaunchTemplate,
    dependsOn: pulumi.Resource[],
  ): aws.autoscaling.Group {
    return new aws.autoscaling.Group(
      name,
      {
        // No desiredCapacity: it follows minSize, and the scaling policy moves it afterwards.
        minSize: args.instanceCount,
        maxSize: 2 * args.instanceCount,
        vpcZoneIdentifiers: args.network.privateSubnetIds,
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        targetGroupArns: [args.loadBalancer.targetGroupArn],
        healthCheckType: "ELB",
        // An instance installs Node and its artifact while it boots. Nobody has measured how long that takes
        // on AWS. So the load balancer's health check counts after five minutes, and the load for scaling
        // after two.
        healthCheckGracePeriod: 300,
        defaultInstanceWarmup: 120,
        instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
        // The provider must not wait: it gives up at the first failed launch, and leaves a failed group that
        // looks good after a refresh. The gate waits.
        waitForCapacityTimeout: "0",
        metricsGranularity: "1Minute",
        enabledMetrics: [
          "GroupDesiredCapacity",
          "GroupInServiceInstances",
          "GroupPendingInstances",
          "GroupTerminatingInstances",
        ],
        tags: Object.entries(args.tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      },
      { parent: this, dependsOn, replaceOnChanges: ["launchTemplate"] },
    );
  }

  #scaling(name: string, args: ReleaseArgs, group: aws.autoscaling.Group): aws.autoscaling.Policy {
    return new aws.autoscaling.Policy(
      name,
      {
        autoscalingGroupName: group.name,
        policyType: "TargetTrackingScaling",
        targetTrackingConfiguration: {
          predefinedMetricSpecification: {
            predefinedMetricType: "ALBRequestCountPerTarget",
            resourceLabel: pulumi.interpolate`${args.loadBalancer.arnSuffix}/${args.loadBalancer.targetGroupArnSuffix}`,
          },
          // Requests per instance and minute. At this rate, three instances read the switch 30 times a
          // second, below Parameter Store's default of 40 (Systems Manager endpoints and quotas).
          targetValue: 600,
        },
      },
      { parent: this },
    );
  }
}
