import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ServerLogArgs {
  tags: Record<string, string>;
}

/** The log group that the servers' logs are shipped to. */
export class ServerLog extends pulumi.ComponentResource {
  readonly logGroupName: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;

  constructor(name: string, { tags }: ServerLogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:ServerLog", name, {}, opts);
    const group = new aws.cloudwatch.LogGroup(name, { retentionInDays: 14, tags }, { parent: this });
    this.logGroupName = group.name;
    this.logGroupArn = group.arn;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}
