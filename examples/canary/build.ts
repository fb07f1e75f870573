import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { userData } from "./user-data.ts";

const artifacts = join(import.meta.dirname, "../../packages/server/dist");

/** The port that servers listen on. */
export const serverPort = 8080;

export interface BuildArgs {
  region: string;
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Input<string[]>;
  securityGroupId: pulumi.Input<string>;
  bucketName: pulumi.Input<string>;
  instanceProfileArn: pulumi.Input<string>;
  tableName: pulumi.Input<string>;
  switchParameterName: pulumi.Input<string>;
}

/** A build of the server: its artifact, its servers, and the target group that they are in. */
export class Build extends pulumi.ComponentResource {
  readonly targetGroupArn: pulumi.Output<string>;
  readonly #name: string;
  readonly #args: BuildArgs;

  /** @param name the artifact's in packages/server/dist */
  constructor(name: string, args: BuildArgs, opts?: pulumi.ComponentResourceOptions) {
    super("canary:web:Build", name, {}, opts);
    this.#name = name;
    this.#args = args;
    const targetGroup = this.#targetGroup();
    this.targetGroupArn = targetGroup.arn;
    this.registerOutputs({ targetGroupArn: this.targetGroupArn });
  }

  /** Starts the servers. They become healthy once a listener forwards to the target group. */
  launch(listeners: pulumi.Resource[]): void {
    const { subnetIds } = this.#args;
    const template = this.#launchTemplate();
    new aws.autoscaling.Group(
      this.#name,
      {
        minSize: 2,
        maxSize: 4,
        vpcZoneIdentifiers: subnetIds,
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        targetGroupArns: [this.targetGroupArn],
        healthCheckType: "ELB",
        healthCheckGracePeriod: 180,
        tags: [{ key: "Build", value: this.#name, propagateAtLaunch: true }],
      },
      { parent: this, dependsOn: listeners },
    );
  }

  #targetGroup(): aws.lb.TargetGroup {
    return new aws.lb.TargetGroup(
      this.#name,
      {
        vpcId: this.#args.vpcId,
        protocol: "HTTP",
        port: serverPort,
        deregistrationDelay: 5,
        healthCheck: {
          path: "/healthcheck",
          interval: 5,
          timeout: 2,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
        },
      },
      { parent: this },
    );
  }

  #launchTemplate(): aws.ec2.LaunchTemplate {
    const { region, bucketName, instanceProfileArn, securityGroupId, tableName, switchParameterName } =
      this.#args;
    const file = join(artifacts, `${this.#name}.tgz`);
    if (!existsSync(file)) {
      throw new pulumi.RunError(
        `${file} does not exist. Build it: pnpm turbo build, in the repository's root`,
      );
    }
    const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
    const object = new aws.s3.BucketObjectv2(
      this.#name,
      { bucket: bucketName, key: `${sha256}.tgz`, source: new pulumi.asset.FileAsset(file) },
      { parent: this },
    );
    const image = aws.ssm.getParameterOutput({
      name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    });
    return new aws.ec2.LaunchTemplate(
      this.#name,
      {
        imageId: image.value,
        instanceType: "t4g.micro",
        iamInstanceProfile: { arn: instanceProfileArn },
        vpcSecurityGroupIds: [securityGroupId],
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required" },
        userData: pulumi
          .output({
            PORT: String(serverPort),
            AWS_REGION: region,
            RECOMMENDATION_TABLE: tableName,
            RECOMMENDATION_SWITCH_PARAMETER: switchParameterName,
            ARTIFACT_S3_URI: pulumi.interpolate`s3://${object.bucket}/${object.key}`,
            ARTIFACT_SHA256: sha256,
          })
          .apply((settings) => Buffer.from(userData(settings)).toString("base64")),
      },
      { parent: this },
    );
  }
}
