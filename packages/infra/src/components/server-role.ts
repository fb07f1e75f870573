import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { logAccess, serverAccess, serverTrust } from "../plan/iam-documents.ts";

export interface ServerRoleArgs {
  tableArn: pulumi.Input<string>;
  switchParameterArn: pulumi.Input<string>;
  logGroupArn: pulumi.Input<string> | undefined;
  tags: Record<string, string>;
}

/** What the servers may do in AWS whatever they serve. A release adds the right to read its own artifact. */
export class ServerRole extends pulumi.ComponentResource {
  readonly roleName: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly instanceProfileArn: pulumi.Output<string>;

  constructor(name: string, args: ServerRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:ServerRole", name, {}, opts);
    const role = new aws.iam.Role(
      name,
      {
        assumeRolePolicy: JSON.stringify(serverTrust()),
        description: "The servers of Soft Landing",
        tags: args.tags,
      },
      { parent: this },
    );
    new aws.iam.RolePolicy(
      `${name}-recommendations`,
      {
        role: role.name,
        policy: pulumi
          .all([args.tableArn, args.switchParameterArn])
          .apply(([table, parameter]) => JSON.stringify(serverAccess(table, parameter))),
      },
      { parent: this },
    );
    if (args.logGroupArn !== undefined) {
      new aws.iam.RolePolicy(
        `${name}-log`,
        {
          role: role.name,
          policy: pulumi.output(args.logGroupArn).apply((arn) => JSON.stringify(logAccess(arn))),
        },
        { parent: this },
      );
    }
    const profile = new aws.iam.InstanceProfile(name, { role: role.name, tags: args.tags }, { parent: this });
    this.roleName = role.name;
    this.roleArn = role.arn;
    this.instanceProfileArn = profile.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
