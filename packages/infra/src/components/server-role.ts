import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { logAccess, serverAccess, serverTrust } from "../plan/iam-documents.ts";

export interface ServerRoleArgs {
  tableArn: pulumi.Input<string>;
  switchParameterArn: pulumi.Input<string>;
  logGroupArn: pulumi.Input<string> | undefined;
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
        assumeRolePolicy: pulumi.jsonStringify(serverTrust()),
        description: "The servers of Soft Landing",
      },
      { parent: this },
    );
    this.#grant("recommendations", role, serverAccess(args.tableArn, args.switchParameterArn));
    if (args.logGroupArn !== undefined) {
      this.#grant("log", role, logAccess(args.logGroupArn));
    }
    const profile = new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this });
    this.roleName = role.name;
    this.roleArn = role.arn;
    this.instanceProfileArn = profile.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }

  #grant(name: string, role: aws.iam.Role, access: aws.iam.PolicyDocument): void {
    new aws.iam.RolePolicy(name, { role: role.name, policy: pulumi.jsonStringify(access) }, { parent: this });
  }
}
